using System.Text.Json;

namespace TokenExchange.Operations.Drill;

/// <summary>A user with a browser: keeps the cookies of the gateway, follows the provider, and does what a page does.</summary>
internal sealed class DrillUser(string name, DrillFleet fleet, HttpClient http, Action<string, int, string?, bool, long> observe)
{
    /// <summary>Requests between a sign-in and the logout.</summary>
    private const int RequestsOfSession = 40;

    /// <summary>The instance was killed. It may have carried out a logout, so that the user signs in again.</summary>
    private const int NoResponse = 0;

    private readonly CookieJar _cookies = new();
    private bool _isSignedIn;
    private int _turn = RandomTurn(name);

    /// <summary>One action: mostly one request.</summary>
    public async Task ActAsync(CancellationToken cancellationToken)
    {
        if (!_isSignedIn)
        {
            await SignInAsync(cancellationToken);
            return;
        }

        _turn = (_turn + 1) % RequestsOfSession;
        var answer = await (_turn switch
        {
            0 => SendAsync("logout", HttpMethod.Post, "/api/auth/logout", cancellationToken),
            10 or 30 => SendAsync("refresh", HttpMethod.Post, "/api/auth/refresh", cancellationToken),
            20 => SendAsync("session", HttpMethod.Get, "/api/auth/session", cancellationToken),
            var turn when turn % 2 == 0 => SendAsync("partner", HttpMethod.Get, "/api/proxy/partner/anything", cancellationToken),
            _ => SendAsync("echo", HttpMethod.Get, "/api/proxy/echo/anything", cancellationToken),
        });
        _isSignedIn = answer.Status != 401 && !(_turn == 0 && answer.Status is 200 or NoResponse);
    }

    /// <summary>Users do not do the same at the same time.</summary>
    private static int RandomTurn(string name) => int.Parse(name["user-".Length..], System.Globalization.CultureInfo.InvariantCulture) * 7 % RequestsOfSession;

    private async Task SignInAsync(CancellationToken cancellationToken)
    {
        var begun = await SendAsync("login", HttpMethod.Post, "/api/auth/login", cancellationToken, new { loginHint = name });
        if (begun.Status != 200)
        {
            return;
        }

        var callbackUrl = await AuthorizeAsync(JsonDocument.Parse(begun.Text).RootElement.GetProperty("authorizationUrl").GetString()!, cancellationToken);
        if (callbackUrl is not null)
        {
            var done = await SendAsync("exchange", HttpMethod.Post, "/api/auth/exchange", cancellationToken, new { callbackUrl });
            _isSignedIn = done.Status == 200;
        }
    }

    /// <summary>The address that the provider redirects to; null while it does not respond. That is no request of the gateway's.</summary>
    private async Task<string?> AuthorizeAsync(string address, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await http.GetAsync(address, cancellationToken);
            return answer.Headers.Location?.OriginalString;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private async Task<(int Status, string Text)> SendAsync(
        string operation, HttpMethod method, string path, CancellationToken cancellationToken, object? body = null)
    {
        using var request = new HttpRequestMessage(method, fleet.Next() + path) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Add("X-CSRF", "1");
        request.Headers.Add("Sec-Fetch-Site", "same-origin");
        if (!_cookies.IsEmpty)
        {
            request.Headers.Add("Cookie", _cookies.Header);
        }

        var start = TimeProvider.System.GetTimestamp();
        try
        {
            using var answer = await http.SendAsync(request, cancellationToken);
            var text = await answer.Content.ReadAsStringAsync(cancellationToken);
            _cookies.Keep(answer.Headers);
            var code = answer.Headers.TryGetValues("TE-Error", out var codes) ? codes.First() : null;
            observe(operation, (int)answer.StatusCode, code, answer.Headers.RetryAfter is not null, start);
            return ((int)answer.StatusCode, text);
        }
        catch (HttpRequestException)
        {
            observe(operation, NoResponse, null, false, start);
            return (NoResponse, "");
        }
    }
}
