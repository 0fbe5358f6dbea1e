using TokenExchange.Failures;
using TokenExchange.Sessions;

namespace TokenExchange.Tests.Pure;

/// <summary>Which keys a cookie is opened with, and what a flood of forged ones can cost.</summary>
public sealed class OpeningKeysTests
{
    private static readonly string Long = new('k', 32);

    private readonly PaperVault _vault = new();
    private readonly SealKeys _keys;

    public OpeningKeysTests() =>
        _keys = new SealKeys(_vault.Secrets, new SessionsOptions { KeySecretName = PaperVault.Name }, _vault.Options, _vault.Clock);

    [Fact]
    public async Task An_older_version_still_opens_what_it_sealed()
    {
        Put("a", TimeSpan.FromDays(2));
        var frame = await FrameAsync();
        Put("b", TimeSpan.FromDays(1));
        _vault.Clock.Advance(_vault.Options.RefreshInterval);

        Assert.Equal("b", await SealingAsync());
        Assert.Equal("a", Assert.Single(await _keys.OpeningAsync(frame, CancellationToken.None)).Version.Id);
    }

    [Fact]
    public async Task A_cookie_of_a_key_that_is_not_known_yet_reads_the_vault_again()
    {
        Put("a", TimeSpan.FromDays(2));
        await SealingAsync();
        var elsewhere = new PaperVault().Put("b", "b" + Long);
        var frame = await FrameAsync(new SealKeys(elsewhere.Secrets, new SessionsOptions { KeySecretName = PaperVault.Name }, elsewhere.Options, elsewhere.Clock));
        Put("b", TimeSpan.Zero);

        Assert.Equal("b", Assert.Single(await _keys.OpeningAsync(frame, CancellationToken.None)).Version.Id);
    }

    [Fact]
    public async Task Ten_thousand_forged_cookies_read_the_vault_once()
    {
        Put("a", TimeSpan.FromDays(2));
        await SealingAsync();

        for (var i = 0; i < 10_000; i++)
        {
            Assert.Empty(await _keys.OpeningAsync([1, .. BitConverter.GetBytes((long)i), .. new byte[28]], CancellationToken.None));
        }

        Assert.Equal(2, _vault.Lists);
    }

    [Fact]
    public async Task With_the_vault_down_an_unknown_key_is_an_outage_and_no_end_of_a_session()
    {
        Put("a", TimeSpan.FromDays(2));
        await SealingAsync();
        _vault.Break();

        await Assert.ThrowsAsync<OutageException>(() => _keys.OpeningAsync([1, .. new byte[36]], CancellationToken.None).AsTask());
    }

    private void Put(string version, TimeSpan age) => _vault.Put(version, version + Long, age);

    private async Task<string> SealingAsync() => (await _keys.SealingAsync(CancellationToken.None)).Version.Id;

    private Task<byte[]> FrameAsync() => FrameAsync(_keys);

    private static async Task<byte[]> FrameAsync(SealKeys keys) =>
        SealFrame.Read(SealFrame.Close(await keys.SealingAsync(CancellationToken.None), "p", default, "x"u8))!;
}
