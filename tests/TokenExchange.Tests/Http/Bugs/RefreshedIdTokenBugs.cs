using System.Net;
using Microsoft.Extensions.Logging;
using TokenExchange.Emulators.Provider;
using TokenExchange.Telemetry;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http.Bugs;

/// <summary>An ID token that comes with a refresh (OpenID Connect Core 1.0 section 12.2): what is wrong with it, and what that costs.</summary>
public sealed class RefreshedIdTokenBugs : TestStand
{
    private const string Address = "/api/proxy/echo/anything";

    [Theory]
    [InlineData("auth_time", 1)]
    [InlineData("at_hash", "AAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("nonce", "of another login")]
    [InlineData("exp", 1)]
    [InlineData("iat", 99999999999)]
    [InlineData("nbf", 99999999999)]
    [InlineData("azp", "another-client")]
    [InlineData("aud", new[] { "token-exchange-demo", "another-client" })]
    [InlineData("sub", null)]
    [InlineData("iss", null)]
    public async Task A_fault_in_it_costs_the_id_token_and_not_the_session(string claim, object? value)
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        Clock.Advance(TimeSpan.FromSeconds(300));
        Provider.TwistNextToken(Twist.Claim(claim, value) with { Claims = new(Twist.Claim(claim, value).Claims!) { ["name"] = Json("Somebody Else") } });

        var answer = await browser.FetchAsync("GET", Address);

        Assert.Equal((HttpStatusCode.OK, 2), (answer.StatusCode, ProviderCalls("token")));
        Assert.Equal("Alice Example", await NameAsync(browser));
        var line = Assert.Single(Logs.Lines, line => line.Category.EndsWith(".RefreshedIdToken", StringComparison.Ordinal));
        Assert.Equal(LogLevel.Warning, line.Level);
        Assert.NotEmpty(line.Fields["Reason"]);
    }

    [Fact]
    public async Task A_signature_that_no_key_verifies_costs_the_id_token_and_not_the_session()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        Clock.Advance(TimeSpan.FromSeconds(300));
        Provider.Keys.Rotate(new Rotation(Publish: false));
        Provider.TwistNextToken(Twist.Claim("name", "Somebody Else"));

        var answer = await browser.FetchAsync("GET", Address);

        Assert.Equal((HttpStatusCode.OK, 2), (answer.StatusCode, ProviderCalls("token")));
        Assert.Equal("Alice Example", await NameAsync(browser));
        Assert.Equal("id_token", Assert.Single(Events("signature_refused")).Fields["Token"]);
    }

    [Fact]
    public async Task A_good_one_brings_new_claims()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        Provider.TwistNextToken(Twist.Claim("name", "Alice Miller"));

        await browser.FetchAsync("POST", "/api/auth/refresh");

        Assert.Equal("Alice Miller", await NameAsync(browser));
    }

    [Theory]
    [InlineData("sub", "88421114")]
    [InlineData("iss", "https://evil.test")]
    [InlineData("aud", "another-client")]
    public async Task One_about_another_user_issuer_or_client_ends_the_session_and_its_tokens_are_not_used(string claim, string value)
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        var copy = browser.Copy();
        Clock.Advance(TimeSpan.FromSeconds(300));
        Provider.TwistNextToken(Twist.Claim(claim, value));

        await (await browser.FetchAsync("GET", Address)).RefusedAsync(401, "session_expired", "login");

        Assert.Equal(0, ApiCalls);
        Assert.False(await browser.IsSignedInAsync());
        await (await copy.FetchAsync("GET", Address)).RefusedAsync(401, "session_revoked", "login");
        Assert.Equal("identity_mismatch", Assert.Single(Events("logout")).Fields["Cause"]);
        Assert.Empty(Events("refresh"));
    }

    private static System.Text.Json.JsonElement Json(string text) => System.Text.Json.JsonSerializer.SerializeToElement(text);

    private static async Task<string?> NameAsync(Browser browser) => (await browser.SessionAsync()).GetProperty("claims").GetProperty("name").GetString();

    private IReadOnlyList<LogLine> Events(string name) => [.. Logs.Lines.Where(line => line.Category == TelemetryNames.AuditCategory && line.Event == name)];
}
