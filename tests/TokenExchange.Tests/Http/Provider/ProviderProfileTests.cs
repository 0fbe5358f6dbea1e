using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using TokenExchange.Emulators.Provider;
using TokenExchange.Emulators.Wire;
using TokenExchange.Tests.Stand;
using TokenExchange.Tests.Stand.Providers;

namespace TokenExchange.Tests.Http;

/// <summary>A session's life at one provider, with the settings that its page in docs/providers prints.</summary>
[StateIndependent]
public abstract class ProviderProfileTests : TestStand
{
    private const string Address = "/api/proxy/echo/anything";

    private readonly ProviderProfile _profile;

    private protected ProviderProfileTests(ProviderProfile profile)
        : base(provider: new DevProviderOptions { Issuer = profile.Issuer, ClientSecrets = [], Origins = [AppOrigin], AccessTokenSeconds = profile.AccessTokenSeconds })
    {
        _profile = profile;
        Provider.AcceptSecrets([ClientSecret]);
        Provider.Grants.Rules = new RefreshRules(profile.Rotates, profile.Rotates);
        var host = new Uri(profile.Issuer).Host;
        foreach (var (name, path) in new[] { ("authorization", "authorize"), ("token", "token"), ("revocation", "revoke"), ("end_session", "end_session") })
        {
            Provider.MetadataTwists[name + "_endpoint"] = $"https://{host}/{path}";
        }

        Provider.MetadataTwists["jwks_uri"] = $"https://{host}/jwks";
        foreach (var (name, value) in profile.Metadata)
        {
            Provider.MetadataTwists[name] = value;
        }

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Vault.Put("apple-key", key.ExportPkcs8PrivateKeyPem());
        Vault.Put("client-key", key.ExportPkcs8PrivateKeyPem());
        Settings.Remove("TokenExchange:Provider:Scopes");
        Settings.Remove("TokenExchange:Login:CallbackPath");
        foreach (var (name, value) in PageSettings.Read(profile).Concat(profile.Choices.Select(choice => KeyValuePair.Create("TokenExchange:" + choice.Key, choice.Value))))
        {
            Settings[name] = value;
        }

        var provider = new ProfiledProvider(Network["login.example.test"], profile, ClientSecret);
        foreach (var address in new[] { profile.Issuer, Settings["TokenExchange:Provider:Authority"], Settings.GetValueOrDefault("TokenExchange:Provider:MetadataAddress") }.OfType<string>())
        {
            Network.Add(new Uri(address).Host, provider);
        }
    }

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await this.StartFirstAsync();
    }

    [Fact]
    public async Task A_user_signs_in_and_the_session_is_refreshed_unless_there_is_no_refresh_token()
    {
        var browser = await SignInAsync();
        await browser.ActsAsAsync("alice");
        ExpireAccessToken();
        Shape();

        var answer = await browser.FetchAsync("GET", Address);

        Assert.Equal(_profile.HasRefreshTokens ? HttpStatusCode.OK : HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal(_profile.HasRefreshTokens ? 2 : 1, ProviderCalls("token"));
        Assert.DoesNotContain(Logs.Lines, line => line.Id == 1404); // the ID token of the refresh was used
    }

    [Fact]
    public async Task A_refresh_that_it_refuses_ends_the_session()
    {
        var browser = await SignInAsync();
        ExpireAccessToken();
        Provider.Faults.Add(new Fault("token", _profile.RefusedRefresh.Status, Body: _profile.RefusedRefresh.Body));

        await (await browser.FetchAsync("GET", Address)).RefusedAsync(401, "session_expired", "login");

        Assert.False(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task A_logout_ends_the_session_and_names_the_provider_s_address_if_there_is_one()
    {
        var browser = await SignInAsync();

        var address = (await (await browser.FetchAsync("POST", "/api/auth/logout")).JsonAsync()).GetProperty("logoutUrl").GetString();

        Assert.False(await browser.IsSignedInAsync());
        Assert.Equal(_profile.LogoutParameter is not null, address is not null);
        Assert.True(address is null || QueryHelpers.ParseQuery(new Uri(address).Query).ContainsKey(_profile.LogoutParameter!), address);
        Assert.Equal(_profile.HasRevocation ? 1 : 0, ProviderCalls("revoke"));
    }

    [Fact]
    public async Task A_login_after_a_rotation_of_its_keys_succeeds()
    {
        await SignInAsync();
        Provider.Keys.Rotate(new Rotation(WithdrawOld: true));

        await (await SignInAsync()).ActsAsAsync("alice");
    }

    private async Task<Browser> SignInAsync()
    {
        var browser = NewBrowser();
        var isForm = Settings.GetValueOrDefault("TokenExchange:Provider:ResponseMode") == "form_post";
        var answer = isForm ? await PostAsync(browser) : await RedirectAsync(browser);
        Assert.Equal((HttpStatusCode.SeeOther, "/home"), (answer.StatusCode, answer.Headers.Location?.OriginalString));
        return browser;
    }

    private protected async Task<HttpResponseMessage> RedirectAsync(Browser browser)
    {
        var callback = await browser.AuthorizeAsync();
        Shape();
        return await browser.NavigateAsync(_profile.SendsIssuer ? callback : callback[..callback.IndexOf("&iss=", StringComparison.Ordinal)]);
    }

    private async Task<HttpResponseMessage> PostAsync(Browser browser)
    {
        var fields = await browser.AuthorizeFormAsync();
        Shape();
        return await browser.PostFormAcrossAsync("/api/auth/callback", fields.Where(field => _profile.SendsIssuer || field.Key != "iss"));
    }

    private void ExpireAccessToken() => Clock.Advance(TimeSpan.FromSeconds(_profile.AccessTokenSeconds));

    /// <summary>The next ID token has the claims of this provider's.</summary>
    private void Shape() => Provider.TwistNextToken(new TokenTwist(
        Claims: _profile.Claims.Where(claim => claim.Value is not null).ToDictionary(claim => claim.Key, claim => JsonSerializer.SerializeToElement(claim.Value)),
        Omit: [.. _profile.Claims.Where(claim => claim.Value is null).Select(claim => claim.Key)]));
}
