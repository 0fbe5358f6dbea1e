using TokenExchange.Failures;

namespace TokenExchange.Tests.Pure;

/// <summary>Which version of the vault secret seals, and which ones open.</summary>
public sealed class SealKeysTests : SealKeysStand
{
    [Fact]
    public async Task The_newest_version_seals()
    {
        Put("a", TimeSpan.FromDays(2));
        Put("b", TimeSpan.FromDays(1));
        Put("c", TimeSpan.Zero);

        Assert.Equal("c", await SealingAsync());
    }

    [Fact]
    public async Task A_version_made_for_later_seals_when_its_time_comes()
    {
        Put("a", TimeSpan.FromDays(2));
        Vault.Put("b", "b" + Long, TimeSpan.FromDays(1), notBefore: TimeSpan.FromMinutes(10));

        Vault.Clock.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromTicks(1));
        var before = await SealingAsync();
        Vault.Clock.Advance(TimeSpan.FromTicks(1));

        Assert.Equal(("a", "b"), (before, await SealingAsync()));
    }

    [Fact]
    public async Task A_disabled_version_neither_seals_nor_opens()
    {
        Put("a", TimeSpan.FromDays(2));
        Put("b", TimeSpan.FromDays(1));
        var frame = await FrameAsync();
        Vault.Disable("b");
        Vault.Clock.Advance(Vault.Options.RefreshInterval);

        Assert.Equal("a", await SealingAsync());
        Assert.Empty(await Keys.OpeningAsync(frame, CancellationToken.None));
    }

    [Fact]
    public async Task An_expired_version_neither_seals_nor_opens_even_between_two_readings()
    {
        Put("a", TimeSpan.FromDays(2));
        Vault.Put("b", "b" + Long, TimeSpan.FromDays(1), expires: TimeSpan.FromSeconds(30));
        var frame = await FrameAsync();
        Vault.Clock.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal("a", await SealingAsync());
        Assert.Empty(await Keys.OpeningAsync(frame, CancellationToken.None));
    }

    [Fact]
    public async Task A_version_that_is_too_short_is_passed_over()
    {
        Put("a", TimeSpan.FromDays(2));
        Vault.Put("b", "short", TimeSpan.FromDays(1));

        Assert.Equal("a", await SealingAsync());
    }

    [Fact]
    public async Task Without_any_usable_version_nothing_is_sealed()
    {
        Vault.Put("a", "short");

        var outage = await Assert.ThrowsAsync<OutageException>(SealingAsync);

        Assert.Equal(("misconfigured", 503), (outage.Failure.Code, outage.Failure.Status));
    }
}
