using Azure;

namespace TokenExchange.Tests.Pure;

/// <summary>What of a vault secret counts: the vault's own answer to "the current version" honours neither dates nor a disabled predecessor.</summary>
public sealed class VaultReaderTests
{
    private readonly PaperVault _vault = new();

    [Fact]
    public async Task Versions_come_newest_first_in_whatever_order_they_are_listed()
    {
        _vault.Put("b", age: TimeSpan.FromHours(2)).Put("c", age: TimeSpan.FromHours(1)).Put("a", age: TimeSpan.FromHours(3));

        Assert.Equal(["c", "b", "a"], await _vault.ReadAsync());
    }

    [Fact]
    public async Task A_disabled_version_is_not_there()
    {
        _vault.Put("on", enabled: true).Put("off", enabled: false).Put("unsaid", enabled: null, age: TimeSpan.FromHours(1));

        Assert.Equal(["on", "unsaid"], await _vault.ReadAsync());
        Assert.Equal(2, _vault.Reads);
    }

    [Fact]
    public async Task An_expired_version_is_not_there()
    {
        _vault.Put("old", expires: TimeSpan.FromSeconds(-1)).Put("now", expires: TimeSpan.Zero).Put("new", expires: TimeSpan.FromSeconds(1));

        Assert.Equal(["new"], await _vault.ReadAsync());
    }

    [Fact]
    public async Task A_version_of_the_future_is_known_and_not_usable_yet()
    {
        _vault.Put("now", age: TimeSpan.FromHours(1)).Put("later", notBefore: TimeSpan.FromMinutes(10));

        var versions = await _vault.Reader.ReadAsync(PaperVault.Name, null, CancellationToken.None);

        Assert.Equal(["later", "now"], versions.NewestFirst.Select(version => version.Id));
        Assert.Equal(["now"], versions.Usable(_vault.Clock.GetUtcNow()).Select(version => version.Id));
        Assert.Equal(["later", "now"], versions.Usable(_vault.Clock.GetUtcNow().AddMinutes(10)).Select(version => version.Id));
    }

    [Fact]
    public async Task A_secret_that_is_not_there_has_no_versions()
    {
        _vault.Break(404, "SecretNotFound");

        Assert.Empty(await _vault.ReadAsync());
    }

    [Fact]
    public async Task A_secret_that_was_never_made_has_no_versions() => Assert.Empty(await _vault.ReadAsync());

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(410)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(0)]
    public async Task A_vault_that_fails_is_an_error_and_not_an_empty_secret(int status)
    {
        _vault.Put("a").Break(status);

        await Assert.ThrowsAsync<RequestFailedException>(() => _vault.ReadAsync());
    }

    [Fact]
    public async Task A_version_without_text_is_there_for_its_users_to_judge()
    {
        _vault.Put("a", value: "").Put("b", age: TimeSpan.FromHours(1));

        Assert.Equal(["a", "b"], await _vault.ReadAsync());
    }

    [Fact]
    public async Task Known_values_are_not_read_again()
    {
        _vault.Put("a", age: TimeSpan.FromHours(1));
        var known = await _vault.Reader.ReadAsync(PaperVault.Name, null, CancellationToken.None);

        _vault.Put("b");
        var versions = await _vault.ReadAsync(known);

        Assert.Equal(["b", "a"], versions);
        Assert.Equal(2, _vault.Reads);
    }

    [Fact]
    public async Task No_more_than_the_twelve_newest_are_read()
    {
        for (var i = 0; i < 30; i++)
        {
            _vault.Put($"v{i}", age: TimeSpan.FromHours(i));
        }

        Assert.Equal(Enumerable.Range(0, 12).Select(i => $"v{i}"), await _vault.ReadAsync());
        Assert.Equal(12, _vault.Reads);
    }

    [Fact]
    public async Task Disabled_versions_do_not_use_up_the_twelve()
    {
        for (var i = 0; i < 20; i++)
        {
            _vault.Put($"off{i}", age: TimeSpan.FromHours(i), enabled: false);
        }

        Assert.Equal(["old"], await _vault.Put("old", age: TimeSpan.FromDays(9)).ReadAsync());
    }

    [Fact]
    public async Task A_change_of_dates_is_a_change()
    {
        var before = await _vault.Put("a").Reader.ReadAsync(PaperVault.Name, null, CancellationToken.None);
        var same = await _vault.Reader.ReadAsync(PaperVault.Name, before, CancellationToken.None);
        var more = await _vault.Put("b", notBefore: TimeSpan.FromHours(1)).Reader.ReadAsync(PaperVault.Name, before, CancellationToken.None);

        Assert.Equal(before, same);
        Assert.NotEqual(before, more);
    }
}
