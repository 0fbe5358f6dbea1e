using System.Net.Http.Json;
using System.Text.Json;

namespace TokenExchange.Tests.Local;

/// <summary>A user of a gateway on loopback: keeps its cookies, and sends <c>Secure</c> ones over http, as browsers do there.</summary>
internal sealed class LocalUser(string gateway) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false });
    private readonly Dictionary<string, string> _cookies = [];

    /// <summary>Signs a user in. The error's code, or null when it worked.</summary>
    public async Task<string?> SignInAsync(string name = "alice")
    {
        using var begun = await CallAsync("POST", "/api/auth/login", new { loginHint = name });
        Assert.True(begun.IsSuccessStatusCode, await begun.Content.ReadAsStringAsync());
        var login = await begun.Content.ReadFromJsonAsync<JsonElement>();
        using var back = await _http.GetAsync(new Uri(login.GetProperty("authorizationUrl").GetString()!));
        using var done = await CallAsync("POST", "/api/auth/exchange", new { callbackUrl = back.Headers.Location });
        return done.Headers.TryGetValues("TE-Error", out var codes) ? codes.Single() : null;
    }

    public async Task<JsonElement> SessionAsync()
    {
        using var answer = await CallAsync("GET", "/api/auth/session");
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    public async Task<HttpResponseMessage> CallAsync(string method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), gateway + path) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Add("X-CSRF", "1");
        request.Headers.TryAddWithoutValidation("Cookie", string.Join("; ", _cookies.Select(cookie => $"{cookie.Key}={cookie.Value}")));
        var answer = await _http.SendAsync(request);
        foreach (var line in answer.Headers.TryGetValues("Set-Cookie", out var lines) ? lines : [])
        {
            var pair = line.Split(';')[0].Split('=', 2);
            _cookies[pair[0]] = pair[1];
        }

        return answer;
    }

    public void Dispose() => _http.Dispose();
}
