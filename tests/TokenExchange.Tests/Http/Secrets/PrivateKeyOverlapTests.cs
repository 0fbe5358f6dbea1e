using System.Security.Cryptography;
using TokenExchange.Emulators.Provider;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>The private key is rotated at a provider that reads <c>/api/auth/keys</c> every ten minutes, and never in between.</summary>
[StateIndependent]
public sealed class PrivateKeyOverlapTests : TestStand
{
    private const int CredentialRefused = 1201;

    private static readonly TimeSpan ProviderReads = ClientAssertions.KeyLifetime + TimeSpan.FromMinutes(1);

    public PrivateKeyOverlapTests()
        : base(settings =>
        {
            settings["TokenExchange:Provider:Credential:Kind"] = "private-key-jwt";
            settings["TokenExchange:Provider:Credential:SecretName"] = "private-key";
        })
    {
        Vault.Put("private-key", Pem());
        Provider.AcceptAssertions(async cancellationToken => await (await NewBrowser().SendBareAsync("GET", "/api/auth/keys")).Content.ReadAsStringAsync(cancellationToken));
    }

    [Fact]
    public async Task A_key_that_is_published_ahead_signs_from_its_nbf_on_and_the_old_one_can_end()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        Vault.Put("private-key", Pem(), notBefore: Clock.GetUtcNow() + ProviderReads + TimeSpan.FromMinutes(2));

        await RefreshAfterAsync(browser, ProviderReads); // with the old key; the provider reads both
        await RefreshAfterAsync(browser, TimeSpan.FromMinutes(3)); // with the new one, which the provider knows already
        Vault.SetEnabled("private-key", Vault.Versions("private-key")[1].Version, enabled: false);
        await RefreshAfterAsync(browser, ProviderReads); // with the new one, and the provider knows no other

        Assert.DoesNotContain(Logs.Lines, line => line.Id == CredentialRefused);
    }

    [Fact]
    public async Task A_key_that_was_not_published_ahead_is_rejected_and_the_old_one_signs_until_the_provider_has_read_it()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        Vault.Put("private-key", Pem());

        await RefreshAfterAsync(browser, TimeSpan.FromMinutes(6));
        Assert.Single(Logs.Lines, line => line.Id == CredentialRefused);
        await RefreshAfterAsync(browser, ProviderReads);
        Vault.SetEnabled("private-key", Vault.Versions("private-key")[1].Version, enabled: false);
        await RefreshAfterAsync(browser, ProviderReads);
    }

    private async Task RefreshAfterAsync(Browser browser, TimeSpan time)
    {
        Clock.Advance(time);
        Assert.Equal(200, (int)(await browser.FetchAsync("POST", "/api/auth/refresh")).StatusCode);
    }

    private static string Pem()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return key.ExportPkcs8PrivateKeyPem();
    }
}
