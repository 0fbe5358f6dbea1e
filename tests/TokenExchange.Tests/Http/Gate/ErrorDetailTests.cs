using Microsoft.Extensions.Hosting;
using TokenExchange.Emulators.Wire;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>In Development an answer says what was found, what was expected and which setting decides, and repeats nothing of the request.</summary>
[StateIndependent]
public sealed class ErrorDetailTests()
    : TestStand(settings => settings["TokenExchange:Proxy:Routes:partner:AllowAnonymous"] = "true", environment: Environments.Development)
{
    private const string Marker = "https://marker-of-the-request.example.test";

    [Fact]
    public async Task Another_origin() => await SaysAsync(
        await NewBrowser().FetchAsync("POST", "/api/auth/login", change: request => Replace(request, "Origin", Marker)),
        "csrf_failed", "Origin does not match: got another origin, expected https://app.example.test.", "AllowedOrigins");

    [Fact]
    public async Task A_missing_header() => await SaysAsync(
        await NewBrowser().FetchAsync("GET", "/api/auth/session", change: request => request.Headers.Remove("X-CSRF")),
        "csrf_failed", "X-CSRF does not match: got no header or another value, expected 1.");

    [Fact]
    public async Task A_return_URL_of_another_site() => await SaysAsync(
        await NewBrowser().FetchAsync("POST", "/api/auth/login", new { returnUrl = Marker }), "return_url_denied", "expected a path of the application", "Login:DefaultReturnPath");

    [Fact]
    public async Task An_answer_of_another_issuer()
    {
        var browser = NewBrowser();
        var callback = await browser.AuthorizeAsync();

        var answer = await browser.ExchangeAsync(callback.Replace("iss=" + Uri.EscapeDataString(ProviderOrigin), "iss=" + Uri.EscapeDataString(Marker), StringComparison.Ordinal));

        await SaysAsync(answer, "issuer_mismatch", "got another issuer, expected https://login.example.test.", "Provider:Issuer");
    }

    [Fact]
    public async Task A_code_that_the_provider_refuses_is_answered_with_the_redirect_URI()
    {
        var browser = NewBrowser();
        var callback = await browser.AuthorizeAsync();
        Provider.Faults.Add(new Fault("token", 400, Body: """{"error":"invalid_grant","error_description":"https://marker-of-the-request.example.test"}"""));

        await SaysAsync(await browser.ExchangeAsync(callback), "code_rejected", "The redirect URI of the login is https://app.example.test/callback.", "Login:CallbackPath");
    }

    [Fact]
    public async Task A_login_that_this_browser_did_not_begin() => await SaysAsync(
        await NewBrowser().ExchangeAsync(await NewBrowser().AuthorizeAsync()), "transaction_missing", "This browser sent no cookie", "Login:CallbackPath");

    [Fact]
    public async Task A_secret_that_is_not_in_the_vault()
    {
        Vault.SetEnabled("partner-api-key", Vault.Versions("partner-api-key").Single().Version, enabled: false);
        Clock.Advance(TimeSpan.FromDays(8)); // older than any cached version may be

        await SaysAsync(
            await NewBrowser().FetchAsync("GET", "/api/proxy/partner/anything"), "misconfigured", "Proxy:Routes:partner:ApiKey:SecretName", "KeyVault:Uri");
    }

    [Fact]
    public async Task A_vault_that_refuses_this_identity()
    {
        Vault.Faults.Add(new Fault(Status: 403, Count: 100));
        Clock.Advance(TimeSpan.FromDays(8));

        await SaysAsync(
            await NewBrowser().FetchAsync("GET", "/api/proxy/partner/anything"), "vault_unavailable", "the role Key Vault Secrets User", "KeyVault:Uri", "RequestFailedException (status 403)");
    }

    [Fact]
    public async Task A_path_and_a_method_that_the_route_does_not_have()
    {
        var browser = NewBrowser();

        await SaysAsync(await browser.FetchAsync("GET", "/api/proxy/unknown/marker-of-the-request"), "route_unknown", "The proxy has no route with this id.", "Proxy:Routes");
        await SaysAsync(await browser.FetchAsync("OPTIONS", "/api/proxy/echo/anything"), "method_denied", "Methods of the route echo do not match", "Proxy:Routes:{id}:Methods");
    }

    [Fact]
    public async Task The_log_has_the_same_text()
    {
        var answer = await NewBrowser().FetchAsync("GET", "/api/proxy/unknown/x");

        var detail = (await answer.JsonAsync()).GetProperty("detail").GetString();
        Assert.Equal(detail, Assert.Single(Logs.Lines, line => line.Event == "call_denied").Fields["Reason"]);
    }

    private static async Task SaysAsync(HttpResponseMessage answer, string code, params string[] parts)
    {
        var body = await answer.JsonAsync();
        Assert.Equal(code, body.GetProperty("code").GetString());
        Assert.All(parts, part => Assert.Contains(part, body.GetProperty("detail").GetString(), StringComparison.Ordinal));
        Assert.DoesNotContain("marker-of-the-request", body.ToString(), StringComparison.Ordinal);
    }

    private static void Replace(HttpRequestMessage request, string name, string value)
    {
        request.Headers.Remove(name);
        request.Headers.Add(name, value);
    }
}
