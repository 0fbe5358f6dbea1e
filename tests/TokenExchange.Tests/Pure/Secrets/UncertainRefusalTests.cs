using TokenExchange.Secrets;

namespace TokenExchange.Tests.Pure;

/// <summary>A secret whose refusal may be about the request, as an API's 401 is: the rows of the table in ADR 0031.</summary>
public sealed class UncertainRefusalTests
{
    private readonly PaperVault _vault = new();
    private readonly RotatingSecret _secret;

    public UncertainRefusalTests() => _secret = _vault.Secrets.Use(
        PaperVault.Name, new SecretUse("alias", "Setting", SecretText.Fault) { IsRefusalCertain = false });

    [Fact]
    public async Task A_newest_version_that_was_never_accepted_falls_back_to_the_one_before()
    {
        _vault.Put("v1", age: TimeSpan.FromDays(1)).Put("v2");

        Assert.Equal("v1", await OtherAsync("v2"));
    }

    [Fact]
    public async Task A_newest_version_that_was_accepted_does_not()
    {
        _vault.Put("v1", age: TimeSpan.FromDays(1)).Put("v2");
        await CurrentAsync();
        _secret.Accepted("v2");

        Assert.Null(await OtherAsync("v2"));
    }

    [Fact]
    public async Task An_accepted_version_gives_way_to_one_that_has_come_since()
    {
        _vault.Put("v1", age: TimeSpan.FromDays(1));
        await CurrentAsync();
        _secret.Accepted("v1");
        _vault.Put("v2");

        Assert.Equal("v2", await OtherAsync("v1"));
    }

    [Fact]
    public async Task An_accepted_version_that_was_disabled_gives_way_to_the_one_that_is_left()
    {
        _vault.Put("v1", age: TimeSpan.FromDays(1)).Put("v2");
        await CurrentAsync();
        _secret.Accepted("v2");
        _vault.Disable("v2");

        Assert.Equal("v1", await OtherAsync("v2"));
    }

    [Fact]
    public async Task Of_several_older_versions_the_one_that_was_accepted_is_tried()
    {
        _vault.Put("v1", age: TimeSpan.FromDays(3)).Put("v2", age: TimeSpan.FromDays(2));
        await CurrentAsync();
        _secret.Accepted("v1");
        _vault.Put("v3");

        Assert.Equal("v1", await OtherAsync("v3"));
    }

    [Fact]
    public async Task A_late_answer_to_the_older_version_does_not_undo_what_the_newest_has_proven()
    {
        _vault.Put("v1", age: TimeSpan.FromDays(1)).Put("v2");
        await CurrentAsync();
        _secret.Accepted("v2");
        _secret.Accepted("v1");

        Assert.Equal("v2", await CurrentAsync());
        Assert.Null(await OtherAsync("v2"));
    }

    [Fact]
    public async Task A_version_that_cannot_be_used_is_no_newer_one()
    {
        _vault.Put("v1", age: TimeSpan.FromDays(1));
        await CurrentAsync();
        _secret.Accepted("v1");
        _vault.Put("v2", value: "line\nbreak");

        Assert.Null(await OtherAsync("v1"));
        Assert.Equal("v1", await CurrentAsync());
        Assert.Equal(["v2"], _secret.Unusable.Select(version => version.Version));
    }

    private async Task<string?> CurrentAsync() => (await _secret.CurrentAsync(CancellationToken.None)).Value?.Id;

    private async Task<string?> OtherAsync(string refused) => (await _secret.OtherAsync(refused, CancellationToken.None))?.Id;
}
