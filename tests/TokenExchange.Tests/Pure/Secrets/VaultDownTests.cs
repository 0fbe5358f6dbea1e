using TokenExchange.Failures;
using TokenExchange.Secrets;

namespace TokenExchange.Tests.Pure;

/// <summary>What a secret is worth while the vault cannot be reached.</summary>
public sealed class VaultDownTests
{
    private readonly PaperVault _vault = new();
    private readonly RotatingSecret _secret;

    public VaultDownTests() => _secret = _vault.Secrets.Use(PaperVault.Name, new SecretUse("alias", "Setting", SecretText.Fault));

    [Fact]
    public async Task With_the_vault_down_a_known_version_serves()
    {
        _vault.Put("v1", age: TimeSpan.FromDays(1)).Put("v2");
        await CurrentAsync();
        _vault.Break();
        _vault.Clock.Advance(TimeSpan.FromHours(23));

        Assert.Equal("v2", await CurrentAsync());
        Assert.Equal("v1", await OtherAsync("v2"));
    }

    [Fact]
    public async Task With_the_vault_down_and_nothing_else_known_it_is_an_outage_and_no_refusal()
    {
        _vault.Put("v1");
        await CurrentAsync();
        _vault.Break();

        var outage = await Assert.ThrowsAsync<OutageException>(() => OtherAsync("v1"));

        Assert.Equal(("vault_unavailable", 503), (outage.Failure.Code, outage.Failure.Status));
    }

    [Fact]
    public async Task With_the_vault_down_for_too_long_nothing_is_used()
    {
        _vault.Put("v1");
        await CurrentAsync();
        _vault.Break();
        _vault.Clock.Advance(_vault.Options.MaxStale);

        await Assert.ThrowsAsync<OutageException>(CurrentAsync);
    }

    private async Task<string?> CurrentAsync() => (await _secret.CurrentAsync(CancellationToken.None)).Value?.Id;

    private async Task<string?> OtherAsync(string refused) => (await _secret.OtherAsync(refused, CancellationToken.None))?.Id;
}
