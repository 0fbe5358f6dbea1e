using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Web;

namespace TokenExchange.EndToEnd.Stand;

/// <summary>An answer of a gateway or provider, read to its end.</summary>
internal sealed record Answer(HttpStatusCode Status, string Text, Uri? Location, string? Code)
{
    public JsonElement Json => JsonSerializer.Deserialize<JsonElement>(Text);
}

/// <summary>What the provider sent the browser back with, before the gateway has seen it.</summary>
internal sealed record Return(string Address, IReadOnlyDictionary<string, string> Form);

/// <summary>A user without a browser: follows redirects, keeps cookies, and does on the page's behalf what the page does.</summary>
/// <param name="origin">The gateway's address.</param>
/// <param name="trusted">The one certificate that is trusted; null: those of the machine.</param>
/// <param name="shared">The client of HTTP that many users share; null: one of the user's own.</param>
internal sealed partial class WebUser(string origin, TestCertificate? trusted = null, HttpClient? shared = null) : IDisposable
{
    private readonly HttpClient _http = shared ?? new HttpClient(Way.To(trusted));

    // By host alone, as browsers do; Secure cookies travel to loopback over http, as browsers do.
    private readonly Dictionary<(string Host, string Name, string Path), string> _cookies = [];

    public WebUser(LocalHost gateway)
        : this(gateway.Origin)
    {
    }

    /// <summary>Where the gateway's address leads to, when several gateways are behind it; null: to itself.</summary>
    public string? Instance { get; set; }

    /// <summary>
    /// The same user with the cookies of now, in a browser of its own: what is sent at the same time, or late, or by a thief. It shares the connections.
    /// </summary>
    public WebUser Copy()
    {
        var copy = new WebUser(origin, shared: _http) { Instance = Instance };
        foreach (var (key, value) in _cookies)
        {
            copy._cookies.Add(key, value);
        }

        return copy;
    }

    public IEnumerable<string> GatewayCookies => _cookies.Keys.Where(key => key.Host == "localhost").Select(key => key.Name);

    public IEnumerable<string> GatewayCookieValues => _cookies.Where(pair => pair.Key.Host == "localhost").Select(pair => pair.Value);

    /// <summary>A call of the page to the gateway.</summary>
    public Task<Answer> CallAsync(HttpMethod method, string path, object? body = null) =>
        SendAsync(method, origin + path, body is null ? null : JsonContent.Create(body), isPageCall: true);

    public Task<Answer> SessionAsync() => CallAsync(HttpMethod.Get, "/api/auth/session");

    /// <summary>Begins a login and signs in at the provider, up to the address that the provider sends the browser back to.</summary>
    public async Task<Return> AuthorizeAsync(object? options = null)
    {
        var begun = await CallAsync(HttpMethod.Post, "/api/auth/login", options ?? new { loginHint = "alice" });
        Assert.True(begun.Status == HttpStatusCode.OK, begun.Text);
        return await FollowAsync(begun.Json.GetProperty("authorizationUrl").GetString()!);
    }

    /// <summary>Follows redirects until they lead back to the gateway, by redirect or by a form to be posted.</summary>
    public async Task<Return> FollowAsync(string address)
    {
        for (var steps = 0; steps < 12; steps++)
        {
            if (address.StartsWith(origin, StringComparison.Ordinal))
            {
                return new Return(address, new Dictionary<string, string>());
            }

            var answer = await SendAsync(HttpMethod.Get, address);
            if (answer.Location is { } next)
            {
                address = new Uri(new Uri(address), next).AbsoluteUri;
                continue;
            }

            if (ReadForm(answer.Text) is { } form && form.Address.StartsWith(origin, StringComparison.Ordinal))
            {
                return form;
            }

            Assert.Fail($"{address} answered {(int)answer.Status}: {answer.Text}");
        }

        throw new InvalidOperationException("The redirects do not end.");
    }

    /// <summary>Has the gateway redeem the answer, as the page does with the address it finds itself at.</summary>
    public Task<Answer> ExchangeAsync(Return answer) => CallAsync(HttpMethod.Post, "/api/auth/exchange", new { callbackUrl = answer.Address });

    /// <summary>Brings the answer to the gateway's own callback, as a navigation.</summary>
    public Task<Answer> NavigateAsync(Return answer) => answer.Form.Count > 0
        ? SendAsync(HttpMethod.Post, answer.Address, new FormUrlEncodedContent(answer.Form))
        : SendAsync(HttpMethod.Get, answer.Address);

    public async Task SignInAsync(object? options = null)
    {
        var done = await ExchangeAsync(await AuthorizeAsync(options));
        Assert.True(done.Status == HttpStatusCode.OK && done.Json.GetProperty("handled").GetBoolean(), done.Text);
    }

    /// <summary>Ends the provider's session: asked there, the user says yes.</summary>
    public async Task<Answer> EndSessionAsync(string address)
    {
        var question = await SendAsync(HttpMethod.Get, address);
        var form = ReadForm(question.Text) ?? throw new InvalidOperationException(question.Text);
        var fields = new Dictionary<string, string>(form.Form) { ["logout"] = "yes" };
        return await SendAsync(HttpMethod.Post, form.Address, new FormUrlEncodedContent(fields));
    }

    public async Task<Answer> SendAsync(HttpMethod method, string address, HttpContent? content = null, bool isPageCall = false)
    {
        var target = Instance is not null && address.StartsWith(origin, StringComparison.Ordinal) ? Instance + address[origin.Length..] : address;
        using var request = new HttpRequestMessage(method, target) { Content = content };
        var url = request.RequestUri!;
        var cookies = _cookies.Where(pair => pair.Key.Host == url.Host && url.AbsolutePath.StartsWith(pair.Key.Path, StringComparison.Ordinal))
            .Select(pair => $"{pair.Key.Name}={pair.Value}").ToList();
        if (cookies.Count > 0)
        {
            request.Headers.Add("Cookie", string.Join("; ", cookies));
        }

        if (isPageCall)
        {
            request.Headers.Add("X-CSRF", "1");
            request.Headers.Add("Sec-Fetch-Site", "same-origin");
        }

        using var answer = await _http.SendAsync(request);
        Keep(url.Host, answer);
        var code = answer.Headers.TryGetValues("TE-Error", out var codes) ? codes.Single() : null;
        return new Answer(answer.StatusCode, await answer.Content.ReadAsStringAsync(), answer.Headers.Location, code);
    }

    public void Dispose()
    {
        if (shared is null)
        {
            _http.Dispose();
        }
    }

    private void Keep(string host, HttpResponseMessage answer)
    {
        foreach (var line in answer.Headers.TryGetValues("Set-Cookie", out var lines) ? lines : [])
        {
            var parts = line.Split(';', StringSplitOptions.TrimEntries);
            var pair = parts[0].Split('=', 2);
            var path = parts.FirstOrDefault(part => part.StartsWith("path=", StringComparison.OrdinalIgnoreCase))?[5..] ?? "/";
            var isGone = pair[1].Length == 0 || parts.Contains("max-age=0", StringComparer.OrdinalIgnoreCase)
                || parts.Any(part => part.StartsWith("expires=Thu, 01 Jan 1970", StringComparison.OrdinalIgnoreCase));
            if (isGone)
            {
                _cookies.Remove((host, pair[0], path));
            }
            else
            {
                _cookies[(host, pair[0], path)] = pair[1];
            }
        }
    }

    private static Return? ReadForm(string html)
    {
        if (FormAction().Match(html) is not { Success: true } form)
        {
            return null;
        }

        var fields = HiddenField().Matches(html).ToDictionary(
            field => HttpUtility.HtmlDecode(field.Groups["name"].Value), field => HttpUtility.HtmlDecode(field.Groups["value"].Value));
        return new Return(HttpUtility.HtmlDecode(form.Groups["action"].Value), fields);
    }

    [GeneratedRegex("""<form\b[^>]*\bmethod="post"[^>]*\baction="(?<action>[^"]*)"[^>]*>""", RegexOptions.IgnoreCase)]
    private static partial Regex FormAction();

    [GeneratedRegex("""<input type="hidden" name="(?<name>[^"]*)" value="(?<value>[^"]*)"\s*/?>""", RegexOptions.IgnoreCase)]
    private static partial Regex HiddenField();
}
