using TokenExchange.Failures;

namespace TokenExchange.Tests.Pure;

/// <summary>Which keys a cookie is opened with, and what a flood of forged ones can cost.</summary>
public sealed class OpeningKeysTests : SealKeysStand
{
    [Fact]
    public async Task An_older_version_still_opens_what_it_sealed()
    {
        Put("a", TimeSpan.FromDays(2));
        var frame = await FrameAsync();
        Put("b", TimeSpan.FromDays(1));
        Vault.Clock.Advance(Vault.Options.RefreshInterval);

        Assert.Equal("b", await SealingAsync());
        Assert.Equal("a", VersionOf(Assert.Single(await Keys.OpeningAsync(frame, CancellationToken.None))));
    }

    [Fact]
    public async Task A_cookie_of_a_key_that_is_not_known_yet_reads_the_vault_again()
    {
        Put("a", TimeSpan.FromDays(2));
        await SealingAsync();
        var elsewhere = new PaperVault().Put("b", "b" + Long);
        var frame = await FrameAsync(Over(elsewhere));
        Put("b", TimeSpan.Zero);

        Assert.Equal("b", VersionOf(Assert.Single(await Keys.OpeningAsync(frame, CancellationToken.None))));
    }

    [Fact]
    public async Task Ten_thousand_forged_cookies_read_the_vault_once()
    {
        Put("a", TimeSpan.FromDays(2));
        await SealingAsync();

        for (var i = 0; i < 10_000; i++)
        {
            Assert.Empty(await Keys.OpeningAsync([1, .. BitConverter.GetBytes((long)i), .. new byte[28]], CancellationToken.None));
        }

        Assert.Equal(2, Vault.Lists);
    }

    [Fact]
    public async Task After_a_flood_of_forged_cookies_a_new_key_is_found_within_a_second()
    {
        Put("a", TimeSpan.FromDays(2));
        await SealingAsync();
        for (var i = 0; i < 60; i++)
        {
            Assert.Empty(await Keys.OpeningAsync([1, .. BitConverter.GetBytes((long)i), .. new byte[28]], CancellationToken.None));
            Vault.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        Put("b", TimeSpan.Zero);
        var frame = await FrameAsync(Over(new PaperVault().Put("b", "b" + Long)));

        Assert.Equal("b", VersionOf(Assert.Single(await Keys.OpeningAsync(frame, CancellationToken.None))));
    }

    [Fact]
    public async Task A_version_opens_before_its_time_what_an_instance_with_a_faster_clock_has_sealed()
    {
        Put("a", TimeSpan.FromDays(2));
        await SealingAsync();
        var frame = await FrameAsync(Over(new PaperVault().Put("b", "b" + Long)));
        Vault.Put("b", "b" + Long, TimeSpan.Zero, notBefore: TimeSpan.FromSeconds(30));

        Assert.Equal("a", await SealingAsync());
        Assert.Equal("b", VersionOf(Assert.Single(await Keys.OpeningAsync(frame, CancellationToken.None))));
    }

    [Fact]
    public async Task With_the_vault_down_an_unknown_key_is_an_outage_and_no_end_of_a_session()
    {
        Put("a", TimeSpan.FromDays(2));
        await SealingAsync();
        Vault.Break();

        await Assert.ThrowsAsync<OutageException>(() => Keys.OpeningAsync([1, .. new byte[36]], CancellationToken.None).AsTask());
    }
}
