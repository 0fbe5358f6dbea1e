using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.WebUtilities;
using TokenExchange.Emulators.Wire;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>What the provider sees of a login: one code, its verifier, the same address, the client's proof.</summary>
public sealed class CodeGrantTests : TestStand
{
    [Fact]
    public async Task The_token_call_carries_the_code_its_verifier_and_the_very_address_of_the_authorization_request()
    {
        var browser = NewBrowser();
        var asked = QueryHelpers.ParseQuery(new Uri(await browser.BeginAsync()).Query);
        var callback = await browser.AuthorizeAsync();

        await browser.ExchangeAsync(callback);

        var call = Assert.Single(Log.Of("provider"), row => row.Endpoint == "token");
        Assert.Equal("authorization_code", call.Form["grant_type"]);
        Assert.Equal(asked["redirect_uri"], call.Form["redirect_uri"]);
        Assert.Equal(RequestLog.Hash(Regex.Match(callback, "[?&]code=([^&]+)").Groups[1].Value), call.Form["code"]);
        Assert.Equal(["code", "code_verifier", "grant_type", "redirect_uri"], call.Form.Keys.Order());
        Assert.Empty(call.Query);
        Assert.Equal("POST", call.Method);
    }

    [Fact]
    public async Task The_client_is_proved_by_the_header_and_by_nothing_in_form_or_address()
    {
        await NewBrowser().SignInAsync();

        var call = Assert.Single(Log.Of("provider"), row => row.Endpoint == "token");
        var proof = "Basic " + Convert.ToBase64String(Encoding.ASCII.GetBytes($"token-exchange-demo:{ClientSecret}"));
        Assert.Equal(RequestLog.Hash(proof), call.Headers["Authorization"]);
        Assert.DoesNotContain("client_secret", call.Form.Keys);
        Assert.DoesNotContain("Cookie", call.Headers.Keys);
    }

    [Fact]
    public async Task Every_login_has_a_challenge_state_and_nonce_of_its_own()
    {
        var browser = NewBrowser();
        var seen = new HashSet<string>();

        for (var i = 0; i < 50; i++)
        {
            var query = QueryHelpers.ParseQuery(new Uri(await browser.BeginAsync()).Query);
            Assert.True(seen.Add(query["state"]!) && seen.Add(query["nonce"]!) && seen.Add(query["code_challenge"]!));
        }
    }

    [Theory]
    [InlineData("Host", "evil.test")]
    [InlineData("X-Forwarded-Host", "evil.test")]
    [InlineData("X-Forwarded-Proto", "http")]
    [InlineData("X-Forwarded-Prefix", "/evil")]
    [InlineData("X-Original-Host", "evil.test")]
    [InlineData("DISGUISED-HOST", "evil.test")]
    [InlineData("Forwarded", "host=evil.test;proto=http")]
    [InlineData("X-Original-URL", "/api/auth/session")]
    [InlineData("X-Rewrite-URL", "/api/auth/session")]
    [InlineData("X-HTTP-Method-Override", "GET")]
    public async Task Nothing_of_our_address_comes_from_a_header(string name, string value)
    {
        var browser = NewBrowser();

        var answer = await browser.FetchAsync("POST", "/api/auth/login", new { loginHint = "alice" }, request => request.Headers.TryAddWithoutValidation(name, value));
        var query = QueryHelpers.ParseQuery(new Uri((await answer.JsonAsync()).GetProperty("authorizationUrl").GetString()!).Query);
        var logout = await (await SignedInAsync()).FetchAsync("POST", "/api/auth/logout", change: request => request.Headers.TryAddWithoutValidation(name, value));

        Assert.Equal(AppOrigin + "/callback", query["redirect_uri"]);
        var end = QueryHelpers.ParseQuery(new Uri((await logout.JsonAsync()).GetProperty("logoutUrl").GetString()!).Query);
        Assert.Equal(AppOrigin + "/", end["post_logout_redirect_uri"]);
    }

    [Fact]
    public async Task Pkce_stays_even_where_the_provider_does_not_advertise_it()
    {
        Provider.MetadataTwists["code_challenge_methods_supported"] = null;
        await this.StartFirstAsync();

        var query = QueryHelpers.ParseQuery(new Uri(await NewBrowser().BeginAsync()).Query);

        Assert.Equal("S256", query["code_challenge_method"]);
    }

    [Theory]
    [InlineData("client_secret_post", false)]
    [InlineData("client_secret_basic", true)]
    [InlineData(null, true)]
    public async Task The_kind_of_proof_follows_the_metadata(string? method, bool isHeader)
    {
        Provider.MetadataTwists["token_endpoint_auth_methods_supported"] = method is null ? null : new[] { method };
        await this.StartFirstAsync();

        await NewBrowser().SignInAsync();

        var call = Assert.Single(Log.Of("provider"), row => row.Endpoint == "token");
        Assert.Equal(isHeader, call.Headers.ContainsKey("Authorization"));
        Assert.Equal(!isHeader, call.Form.ContainsKey("client_secret"));
    }

    [Fact]
    public async Task A_secret_of_awkward_characters_is_form_encoded_before_base64()
    {
        const string Awkward = "a:b%c+d/é \"&=~ü☃";
        Provider.AcceptSecrets([Awkward]);
        Vault.Put("client-secret", Awkward);
        await AddGatewayAsync("app.example.test");

        await NewBrowser().SignInAsync();

        var proof = $"token-exchange-demo:{Uri.EscapeDataString(Awkward).Replace("%20", "+", StringComparison.Ordinal)}";
        var call = Log.Of("provider").Last(row => row.Endpoint == "token");
        Assert.Equal(RequestLog.Hash("Basic " + Convert.ToBase64String(Encoding.ASCII.GetBytes(proof))), call.Headers["Authorization"]);
    }

    private async Task<Browser> SignedInAsync()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        return browser;
    }
}
