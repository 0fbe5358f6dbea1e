using System.Net.Http.Json;

namespace TokenExchange.Tests.Stand;

/// <summary>
/// A browser: a cookie jar that obeys SameSite, prefixes and sizes; Fetch Metadata and Origin as a browser writes them; redirects followed one by
/// one. It remembers everything that a page, its user or its history could ever see.
/// </summary>
internal sealed class Browser(Network network, TimeProvider clock, string origin)
{
    /// <summary>Most characters of one deployment's cookies in one request.</summary>
    private const int MostOfOurs = 8192;

    private readonly HttpMessageInvoker _wire = new(network.Way());
    private readonly List<BrowserCookie> _jar = [];
    private readonly List<string> _seen = [];
    private readonly List<SeenAnswer> _answers = [];
    private readonly List<Browser> _copies = [];
    private readonly Lock _gate = new();

    /// <summary>The same browser with a page of another origin: one cookie jar.</summary>
    private Browser(Browser same, Network network, TimeProvider clock, string origin)
        : this(network, clock, origin) => (_jar, _gate) = (same._jar, same._gate);

    /// <summary>Everything that came to the page: bodies, and headers but <c>Set-Cookie</c>.</summary>
    public IReadOnlyList<string> Seen
    {
        get
        {
            lock (_gate)
            {
                return [.. _seen, .. _copies.SelectMany(copy => copy.Seen)];
            }
        }
    }

    /// <summary>Every answer of the service.</summary>
    public IReadOnlyList<SeenAnswer> Answers
    {
        get
        {
            lock (_gate)
            {
                return [.. _answers, .. _copies.SelectMany(copy => copy.Answers)];
            }
        }
    }

    public IReadOnlyList<BrowserCookie> Cookies
    {
        get
        {
            lock (_gate)
            {
                return [.. _jar.Where(cookie => cookie.ExpiresAt > clock.GetUtcNow())];
            }
        }
    }

    /// <summary>Another browser with a copy of this one's cookies: a thief.</summary>
    public Browser Copy()
    {
        var copy = new Browser(network, clock, origin);
        copy._jar.AddRange(Cookies);
        lock (_gate)
        {
            _copies.Add(copy);
        }

        return copy;
    }

    /// <summary>A page of another origin in this browser.</summary>
    public Browser At(string otherOrigin)
    {
        var page = new Browser(this, network, clock, otherOrigin);
        lock (_gate)
        {
            _copies.Add(page);
        }

        return page;
    }

    public void Forget(Func<BrowserCookie, bool> which)
    {
        lock (_gate)
        {
            _jar.RemoveAll(cookie => which(cookie));
        }
    }

    public void Plant(BrowserCookie cookie)
    {
        lock (_gate)
        {
            _jar.RemoveAll(known => known.Name == cookie.Name && known.Host == cookie.Host);
            _jar.Add(cookie);
        }
    }

    /// <summary>A fetch from a page of ours, as the client library makes it.</summary>
    public Task<HttpResponseMessage> FetchAsync(
        string method, string path, object? json = null, Action<HttpRequestMessage>? change = null, CancellationToken leaves = default)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), Address(path));
        if (json is not null)
        {
            request.Content = JsonContent.Create(json, json.GetType());
        }

        request.Headers.Add("X-CSRF", "1");
        request.Headers.Add("Sec-Fetch-Site", "same-origin");
        request.Headers.Add("Sec-Fetch-Mode", "cors");
        request.Headers.Add("Sec-Fetch-Dest", "empty");
        if (method is not ("GET" or "HEAD"))
        {
            request.Headers.Add("Origin", origin);
        }

        change?.Invoke(request);
        return SendAsync(request, _ => true, leaves);
    }

    /// <summary>
    /// A top-level navigation from another site: an address that is clicked there, or a redirect of a form that is posted there. <c>Strict</c> cookies
    /// do not travel with it.
    /// </summary>
    public Task<HttpResponseMessage> NavigateAsync(string address, Action<HttpRequestMessage>? change = null) =>
        NavigateAsync(address, cookie => cookie.SameSite is "Lax" or "None", change);

    /// <summary>
    /// The end of a navigation that a page of ours began and other sites redirected without a click. Chromium sends <c>Strict</c> cookies with it, and
    /// others do not: both happen to a callback.
    /// </summary>
    public Task<HttpResponseMessage> NavigateFromOurPageAsync(string address, Action<HttpRequestMessage>? change = null) => NavigateAsync(address, _ => true, change);

    private Task<HttpResponseMessage> NavigateAsync(string address, Func<BrowserCookie, bool> travels, Action<HttpRequestMessage>? change = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, Address(address));
        request.Headers.Add("Sec-Fetch-Site", "cross-site");
        request.Headers.Add("Sec-Fetch-Mode", "navigate");
        request.Headers.Add("Sec-Fetch-Dest", "document");
        change?.Invoke(request);
        return SendAsync(request, travels);
    }

    /// <summary>A form that another site posts to us, as the provider's form_post page does.</summary>
    public Task<HttpResponseMessage> PostFormAcrossAsync(string path, IEnumerable<KeyValuePair<string, string>> fields)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, Address(path)) { Content = new FormUrlEncodedContent(fields) };
        request.Headers.Add("Origin", "https://login.example.test");
        request.Headers.Add("Sec-Fetch-Site", "cross-site");
        request.Headers.Add("Sec-Fetch-Mode", "navigate");
        request.Headers.Add("Sec-Fetch-Dest", "document");
        return SendAsync(request, cookie => cookie.SameSite == "None");
    }

    /// <summary>A request as a test wrote it, with the cookies that travel and nothing else; no browser would make it.</summary>
    public Task<HttpResponseMessage> SendBareAsync(string method, string path, Action<HttpRequestMessage>? change = null)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), Address(path));
        change?.Invoke(request);
        return SendAsync(request, _ => true);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, Func<BrowserCookie, bool> travels, CancellationToken leaves = default)
    {
        var target = request.RequestUri!;
        var header = string.Join("; ", Cookies.Where(cookie => cookie.Host == target.Host && travels(cookie)).Select(cookie => $"{cookie.Name}={cookie.Value}"));
        if (header.Length > 0 && !request.Headers.Contains("Cookie"))
        {
            request.Headers.TryAddWithoutValidation("Cookie", header);
            Assert.InRange(string.Join("; ", header.Split("; ").Where(cookie => cookie.StartsWith("__Host-te-", StringComparison.Ordinal))).Length, 0, MostOfOurs);
        }

        var response = await _wire.SendAsync(request, leaves).WaitAsync(WaitLimit.Longest, CancellationToken.None);
        await NoteAsync(request.Method.Method, target, response);
        return response;
    }

    private async Task NoteAsync(string method, Uri from, HttpResponseMessage response)
    {
        var isStream = response.Content.Headers.ContentType?.MediaType == "text/event-stream" || response.Content.Headers.ContentLength > 1_000_000;
        var body = isStream ? "" : await response.Content.ReadAsStringAsync().WaitAsync(WaitLimit.Longest);
        lock (_gate)
        {
            _seen.Add(body);
            if (from.Host == new Uri(origin).Host)
            {
                _answers.Add(SeenAnswer.Of(method, from, response, isStream ? null : body));
            }

            foreach (var (name, values) in response.Headers)
            {
                if (name == "Set-Cookie")
                {
                    Keep(from, values);
                }
                else if (from.Host == new Uri(origin).Host)
                {
                    _seen.AddRange(values);
                }
            }
        }
    }

    private void Keep(Uri from, IEnumerable<string> lines)
    {
        foreach (var cookie in lines.Select(line => BrowserCookie.Parse(from, line, clock.GetUtcNow())))
        {
            _jar.RemoveAll(known => known.Name == cookie.Name && known.Host == cookie.Host);
            _jar.Add(cookie);
        }
    }

    private Uri Address(string address) =>
        new(address.StartsWith('/') ? origin + address : address, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
}
