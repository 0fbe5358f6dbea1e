using System.Net;
using System.Text.Json;

namespace TokenExchange.Tests.Stand;

/// <summary>What people do, as one line of a test.</summary>
internal static class Flows
{
    /// <summary>Begins a login and goes through the provider; gives the address that the provider sends the browser to.</summary>
    public static async Task<string> AuthorizeAsync(this Browser browser, string user = "alice", object? login = null)
    {
        var address = await browser.BeginAsync(user, login);
        var answer = await browser.NavigateAsync(address);
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        return answer.Headers.GetValues("Location").Single();
    }

    /// <summary>Begins a login; gives the authorization address.</summary>
    public static async Task<string> BeginAsync(this Browser browser, string user = "alice", object? login = null)
    {
        var answer = await browser.FetchAsync("POST", "/api/auth/login", login ?? new { loginHint = user, returnUrl = "/home" });
        var body = await answer.JsonAsync();
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return body.GetProperty("authorizationUrl").GetString()!;
    }

    /// <summary>Hands the redirect to the service, as a SPA does.</summary>
    public static Task<HttpResponseMessage> ExchangeAsync(this Browser browser, string callbackUrl) =>
        browser.FetchAsync("POST", "/api/auth/exchange", new { callbackUrl });

    /// <summary>Signs in, all the way.</summary>
    public static async Task<JsonElement> SignInAsync(this Browser browser, string user = "alice")
    {
        var answer = await browser.ExchangeAsync(await browser.AuthorizeAsync(user));
        var body = await answer.JsonAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, body.ToString());
        return body;
    }

    public static async Task<JsonElement> SessionAsync(this Browser browser) => await (await browser.FetchAsync("GET", "/api/auth/session")).JsonAsync();

    public static async Task<bool> IsSignedInAsync(this Browser browser) => (await browser.SessionAsync()).GetProperty("isAuthenticated").GetBoolean();

    public static async Task<JsonElement> JsonAsync(this HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        using var json = JsonDocument.Parse(text.Length == 0 ? "{}" : text);
        return json.RootElement.Clone();
    }

    /// <summary>Asserts a refusal of ours: status, code, header, form (RFC 9457).</summary>
    public static async Task RefusedAsync(this HttpResponseMessage response, int status, string code, string? action = null)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True((int)response.StatusCode == status, $"{(int)response.StatusCode} {text}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(code, response.Headers.GetValues("TE-Error").Single());
        var body = await response.JsonAsync();
        Assert.Equal(code, body.GetProperty("code").GetString());
        Assert.Equal("urn:token-exchange:error:" + code, body.GetProperty("type").GetString());
        Assert.Equal(status, body.GetProperty("status").GetInt32());
        Assert.Matches("^[0-9a-f]{32}$", body.GetProperty("traceId").GetString());
        Assert.True(status is not (503 or 429) || response.Headers.RetryAfter is not null, "Retry-After is missing.");
        Assert.True(action is null || body.GetProperty("action").GetString() == action, text);
    }
}
