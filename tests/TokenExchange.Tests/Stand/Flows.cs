using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using TokenExchange.Emulators.Provider;

namespace TokenExchange.Tests.Stand;

/// <summary>What people do, as one line of a test.</summary>
internal static partial class Flows
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

    /// <summary>Begins a login and goes through a provider that answers by <c>form_post</c>; gives the fields of the form that its page posts.</summary>
    public static async Task<List<KeyValuePair<string, string>>> AuthorizeFormAsync(this Browser browser, string user = "alice")
    {
        var page = await browser.NavigateAsync(await browser.BeginAsync(user));
        var html = await page.Content.ReadAsStringAsync();
        return [.. Field().Matches(html).Select(match => KeyValuePair.Create(match.Groups[1].Value, WebUtility.HtmlDecode(match.Groups[2].Value)))];
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

    /// <summary>Asserts who acts, by the session and by the API that the user's token reaches; null: nobody.</summary>
    public static async Task ActsAsAsync(this Browser browser, string? user, string? because = null)
    {
        var subject = user is null ? null : DevUser.Find(user)!.Subject;
        var session = await browser.SessionAsync();
        Assert.True(session.GetProperty("isAuthenticated").GetBoolean() == (user is not null), $"{because} {session}");
        Assert.Equal(subject, user is null ? null : session.GetProperty("claims").GetProperty("sub").GetString());
        var call = await browser.FetchAsync("GET", "/api/proxy/echo/anything");
        Assert.Equal(subject ?? "401", call.IsSuccessStatusCode ? (await call.JsonAsync()).GetProperty("user").GetString() : $"{(int)call.StatusCode}");
    }

    /// <summary>The cookies of the session that the browser holds, as it would send them.</summary>
    public static string SessionCookies(this Browser browser) => string.Join("; ", browser.Cookies
        .Where(cookie => cookie.Name.StartsWith("__Host-te-session", StringComparison.Ordinal) || cookie.Name.StartsWith("__Host-te-refresh", StringComparison.Ordinal))
        .Select(cookie => $"{cookie.Name}={cookie.Value}"));

    /// <summary>The session and refresh cookies that an answer sets or clears.</summary>
    public static List<string> SetsOfSession(this HttpResponseMessage answer) => answer.Headers.TryGetValues("Set-Cookie", out var lines)
        ? [.. lines.Where(line => !line.StartsWith("__Host-te-tx-", StringComparison.Ordinal))]
        : [];

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

    /// <summary>Asserts that a window goes to the error page with code, trace id and return path (null: it is not known), and with nothing else.</summary>
    public static void ToErrorPage(this HttpResponseMessage response, string code, string? returnUrl = null)
    {
        var returns = returnUrl is null ? "" : "&returnUrl=" + Regex.Escape(Uri.EscapeDataString(returnUrl));
        Assert.Equal(HttpStatusCode.SeeOther, response.StatusCode);
        Assert.Matches($"^/oops\\?code={Regex.Escape(code)}&traceId=[0-9a-f]{{32}}{returns}$", response.Headers.GetValues("Location").Single());
        Assert.False(response.Headers.Contains("TE-Error"));
        Assert.True(response.Headers.CacheControl!.NoStore);
    }

    [GeneratedRegex("name=\"([^\"]+)\" value=\"([^\"]*)\"")]
    private static partial Regex Field();
}
