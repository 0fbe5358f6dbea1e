using TokenExchange.Emulators.Wire;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>A provider whose metadata is not what it should be: 503, no redirect to the provider, and no call to where the metadata points.</summary>
[StateIndependent]
public sealed class DiscoveryTests : TestStand
{
    public static TheoryData<string, object?> Twists => new()
    {
        { "issuer", "https://evil.test" },
        { "issuer", "https://login.example.test/" },
        { "issuer", "https://LOGIN.example.test" },
        { "issuer", null },
        { "authorization_endpoint", "http://login.example.test/authorize" },
        { "authorization_endpoint", null },
        { "token_endpoint", "http://login.example.test/token" },
        { "token_endpoint", "file:///etc/passwd" },
        { "token_endpoint", "/token" },
        { "jwks_uri", "http://169.254.169.254/keys" },
        { "jwks_uri", "https://user:password@login.example.test/jwks" },
        { "jwks_uri", null },
        { "end_session_endpoint", "javascript:alert(1)" },
        { "revocation_endpoint", "http://login.example.test/revoke" },
        { "issuer", new[] { "https://login.example.test" } },
        { "authorization_endpoint", 1 },
        { "token_endpoint", new { } },
        { "jwks_uri", new[] { "https://login.example.test/jwks" } },
        { "end_session_endpoint", 1 },
        { "revocation_endpoint", false },
        { "pushed_authorization_request_endpoint", 1 },
        { "require_pushed_authorization_requests", "true" },
        { "authorization_response_iss_parameter_supported", "true" },
        { "token_endpoint_auth_methods_supported", "client_secret_post" },
        { "token_endpoint_auth_methods_supported", new object[] { "client_secret_post", 1 } },
        { "token_endpoint_auth_signing_alg_values_supported", 256 },
    };

    [Theory]
    [MemberData(nameof(Twists))]
    public async Task Metadata_that_cannot_be_trusted_begins_no_login(string member, object? value)
    {
        Provider.MetadataTwists[member] = value;
        await this.StartFirstAsync();
        var browser = NewBrowser();

        var posted = await browser.FetchAsync("POST", "/api/auth/login", new { loginHint = "alice" });
        var navigated = await browser.NavigateAsync("/api/auth/login");

        await posted.RefusedAsync(503, "provider_unavailable", "retry");
        navigated.ToErrorPage("provider_unavailable");
        Assert.Empty(browser.Cookies);
    }

    [Fact]
    public async Task A_provider_that_requires_pushed_requests_and_names_no_endpoint_for_them_begins_no_login()
    {
        Provider.MetadataTwists["require_pushed_authorization_requests"] = true;
        Provider.MetadataTwists["pushed_authorization_request_endpoint"] = null;
        await this.StartFirstAsync();

        await (await NewBrowser().FetchAsync("POST", "/api/auth/login", new { loginHint = "alice" })).RefusedAsync(503, "provider_unavailable", "retry");
    }

    [Theory]
    [InlineData("claims_parameter_supported", "maybe")]
    [InlineData("scopes_supported", 1)]
    [InlineData("userinfo_endpoint", 1)]
    [InlineData("tls_client_certificate_bound_access_tokens", "yes")]
    [InlineData("code_challenge_methods_supported", "S256")]
    public async Task A_member_of_an_odd_type_that_nobody_uses_keeps_nobody_from_signing_in(string member, object value)
    {
        Provider.MetadataTwists[member] = value;
        await this.StartFirstAsync();

        await NewBrowser().SignInAsync();
    }

    [Theory]
    [InlineData(500, "{}")]
    [InlineData(302, "{}")]
    [InlineData(200, "[]")]
    [InlineData(200, "{")]
    [InlineData(200, "null")]
    [InlineData(200, "\"x\"")]
    [InlineData(200, "{}")]
    public async Task A_document_that_is_none_begins_no_login_and_a_good_one_is_taken_soon_after(int status, string body)
    {
        Provider.Faults.Add(new Fault("discovery", status, Body: body, Count: 1000));
        await this.StartFirstAsync();
        var browser = NewBrowser();
        var refused = await browser.FetchAsync("POST", "/api/auth/login", new { loginHint = "alice" });
        Provider.Faults.Clear();

        Clock.Advance(TimeSpan.FromSeconds(30));

        await refused.RefusedAsync(503, "provider_unavailable", "retry");
        await browser.SignInAsync();
    }

    [Fact]
    public async Task A_provider_without_end_session_or_revocation_is_good_enough()
    {
        Provider.MetadataTwists["end_session_endpoint"] = null;
        Provider.MetadataTwists["revocation_endpoint"] = null;
        await this.StartFirstAsync();
        var browser = NewBrowser();
        await browser.SignInAsync();

        var answer = await browser.FetchAsync("POST", "/api/auth/logout");

        Assert.Equal(System.Text.Json.JsonValueKind.Null, (await answer.JsonAsync()).GetProperty("logoutUrl").ValueKind);
        Assert.False(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task Metadata_that_turns_bad_later_does_not_replace_what_is_known()
    {
        await NewBrowser().SignInAsync();
        Provider.MetadataTwists["issuer"] = "https://evil.test";

        Clock.Advance(TimeSpan.FromHours(13));

        await NewBrowser().SignInAsync();
    }
}
