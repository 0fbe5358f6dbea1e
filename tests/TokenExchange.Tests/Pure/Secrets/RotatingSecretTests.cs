using TokenExchange.Secrets;

namespace TokenExchange.Tests.Pure;

/// <summary>A secret that somebody else checks, rotated in either order.</summary>
public sealed class RotatingSecretTests
{
    private readonly PaperVault _vault = new();
    private readonly RotatingSecret _secret;

    public RotatingSecretTests() => _secret = _vault.Secrets.Use(PaperVault.Name, new SecretUse("alias", "Setting", SecretText.Fault));

    [Fact]
    public async Task The_newest_version_is_tried_first()
    {
        _vault.Put("v1", age: TimeSpan.FromDays(1)).Put("v2");

        Assert.Equal("v2", await CurrentAsync());
    }

    [Fact]
    public async Task While_the_vault_is_ahead_the_version_before_serves_and_goes_on_serving()
    {
        _vault.Put("v1", age: TimeSpan.FromDays(1)).Put("v2");

        var other = await OtherAsync("v2");
        _secret.Accepted(other!);

        Assert.Equal("v1", other);
        Assert.Equal("v1", await CurrentAsync());
    }

    [Fact]
    public async Task When_the_other_side_follows_the_newest_is_taken_up()
    {
        _vault.Put("v1", age: TimeSpan.FromDays(1)).Put("v2");
        await CurrentAsync();
        _secret.Accepted("v1");

        var other = await OtherAsync("v1");
        _secret.Accepted(other!);

        Assert.Equal("v2", await CurrentAsync());
    }

    [Fact]
    public async Task When_the_other_side_is_ahead_the_vault_is_read_at_once()
    {
        _vault.Put("v1", age: TimeSpan.FromDays(1));
        await CurrentAsync();
        _vault.Put("v2");

        Assert.Equal("v2", await OtherAsync("v1"));
        Assert.Equal(2, _vault.Lists);
    }

    [Fact]
    public async Task When_the_vault_has_nothing_else_there_is_no_other()
    {
        _vault.Put("v1");
        await CurrentAsync();

        Assert.Null(await OtherAsync("v1"));
    }

    [Fact]
    public async Task Ten_thousand_refusals_read_the_vault_once_within_the_cool_down()
    {
        _vault.Put("v1");
        await CurrentAsync();

        for (var i = 0; i < 10_000; i++)
        {
            await OtherAsync("v1");
        }

        Assert.Equal(2, _vault.Lists);
    }

    [Fact]
    public async Task A_still_newer_version_is_tried_although_an_older_one_was_preferred()
    {
        _vault.Put("v1", age: TimeSpan.FromDays(2)).Put("v2", age: TimeSpan.FromDays(1));
        await CurrentAsync();
        _secret.Accepted("v1");
        _vault.Put("v3");
        _vault.Clock.Advance(_vault.Options.RefreshInterval);

        Assert.Equal("v3", await CurrentAsync());
    }

    [Fact]
    public async Task A_preferred_version_that_was_disabled_is_not_used_again()
    {
        _vault.Put("v1", age: TimeSpan.FromDays(1)).Put("v2");
        await CurrentAsync();
        _secret.Accepted("v1");
        _vault.Disable("v1");
        _vault.Clock.Advance(_vault.Options.RefreshInterval);

        Assert.Equal("v2", await CurrentAsync());
    }

    [Fact]
    public async Task A_version_is_not_used_before_its_time_nor_after_it()
    {
        _vault.Put("old", age: TimeSpan.FromDays(1), expires: TimeSpan.FromMinutes(2)).Put("new", notBefore: TimeSpan.FromMinutes(1));

        var before = await CurrentAsync();
        _vault.Clock.Advance(TimeSpan.FromMinutes(1));
        var after = await CurrentAsync();
        _vault.Clock.Advance(TimeSpan.FromMinutes(1));
        var other = await OtherAsync("new");

        Assert.Equal(("old", "new", null), (before, after, other));
    }

    [Fact]
    public async Task A_secret_without_versions_is_a_misconfiguration()
    {
        var current = await _secret.CurrentAsync(CancellationToken.None);

        Assert.Equal("misconfigured", current.Failure?.Code);
    }

    private async Task<string?> CurrentAsync() => (await _secret.CurrentAsync(CancellationToken.None)).Value?.Id;

    private async Task<string?> OtherAsync(string refused) => (await _secret.OtherAsync(refused, CancellationToken.None))?.Id;
}
