using TokenExchange.Failures;
using TokenExchange.Sessions;

namespace TokenExchange.Tests.Pure;

/// <summary>Which version of the vault secret seals, and which ones open.</summary>
public sealed class SealKeysTests
{
    private static readonly string Long = new('k', 32);

    private readonly PaperVault _vault = new();
    private readonly SealKeys _keys;

    public SealKeysTests() =>
        _keys = new SealKeys(_vault.Secrets, new SessionsOptions { KeySecretName = PaperVault.Name }, _vault.Options, _vault.Clock);

    [Fact]
    public async Task The_newest_version_that_every_instance_must_know_seals()
    {
        Put("a", TimeSpan.FromDays(2));
        Put("b", TimeSpan.FromDays(1));
        Put("c", TimeSpan.FromMinutes(4));

        Assert.Equal("b", await SealingAsync());
    }

    [Fact]
    public async Task A_young_version_seals_once_the_refresh_interval_is_over()
    {
        Put("a", TimeSpan.FromDays(1));
        Put("b", TimeSpan.Zero);

        _vault.Clock.Advance(_vault.Options.RefreshInterval - TimeSpan.FromTicks(1));
        var before = await SealingAsync();
        _vault.Clock.Advance(TimeSpan.FromTicks(1));

        Assert.Equal(("a", "b"), (before, await SealingAsync()));
    }

    [Fact]
    public async Task While_only_young_versions_exist_the_oldest_seals()
    {
        Put("a", TimeSpan.FromMinutes(3));
        Put("b", TimeSpan.FromMinutes(2));
        Put("c", TimeSpan.FromMinutes(1));

        Assert.Equal("a", await SealingAsync());
    }

    [Fact]
    public async Task A_version_made_long_ago_for_later_is_young_when_its_time_comes()
    {
        Put("a", TimeSpan.FromDays(2));
        _vault.Put("b", "b" + Long, TimeSpan.FromDays(1), notBefore: TimeSpan.FromMinutes(10));

        var before = await SealingAsync();
        _vault.Clock.Advance(TimeSpan.FromMinutes(14));
        var young = await SealingAsync();
        _vault.Clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(("a", "a", "b"), (before, young, await SealingAsync()));
    }

    [Fact]
    public async Task A_disabled_version_neither_seals_nor_opens()
    {
        Put("a", TimeSpan.FromDays(2));
        Put("b", TimeSpan.FromDays(1));
        var frame = await FrameAsync();
        _vault.Disable("b");
        _vault.Clock.Advance(_vault.Options.RefreshInterval);

        Assert.Equal("a", await SealingAsync());
        Assert.Empty(await _keys.OpeningAsync(frame, CancellationToken.None));
    }

    [Fact]
    public async Task An_expired_version_neither_seals_nor_opens_even_between_two_readings()
    {
        Put("a", TimeSpan.FromDays(2));
        _vault.Put("b", "b" + Long, TimeSpan.FromDays(1), expires: TimeSpan.FromSeconds(30));
        var frame = await FrameAsync();
        _vault.Clock.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal("a", await SealingAsync());
        Assert.Empty(await _keys.OpeningAsync(frame, CancellationToken.None));
    }

    [Fact]
    public async Task A_version_that_is_too_short_is_passed_over()
    {
        Put("a", TimeSpan.FromDays(2));
        _vault.Put("b", "short", TimeSpan.FromDays(1));

        Assert.Equal("a", await SealingAsync());
    }

    [Fact]
    public async Task Without_any_usable_version_nothing_is_sealed()
    {
        _vault.Put("a", "short");

        var outage = await Assert.ThrowsAsync<OutageException>(SealingAsync);

        Assert.Equal(("misconfigured", 503), (outage.Failure.Code, outage.Failure.Status));
    }

    private void Put(string version, TimeSpan age) => _vault.Put(version, version + Long, age);

    private async Task<string> SealingAsync() => (await _keys.SealingAsync(CancellationToken.None)).Version.Id;

    private Task<byte[]> FrameAsync() => FrameAsync(_keys);

    private static async Task<byte[]> FrameAsync(SealKeys keys) =>
        SealFrame.Read(SealFrame.Close(await keys.SealingAsync(CancellationToken.None), "p", default, "x"u8))!;
}
