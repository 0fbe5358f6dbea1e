using System.Net.Http.Headers;

namespace TokenExchange.Operations.Drill;

/// <summary>The cookies of one user at one gateway.</summary>
internal sealed class CookieJar
{
    private readonly Dictionary<string, string> _cookies = [];

    public bool IsEmpty => _cookies.Count == 0;

    /// <summary>The value of the header <c>Cookie</c>.</summary>
    public string Header => string.Join("; ", _cookies.Select(cookie => $"{cookie.Key}={cookie.Value}"));

    /// <summary>Adds cookies as they stand in the header <c>Cookie</c>. Only those with the prefix <c>__Host-</c> can be the gateway's.</summary>
    public void Add(string header)
    {
        foreach (var pair in header.Split(';', StringSplitOptions.TrimEntries).Where(pair => pair.StartsWith("__Host-", StringComparison.Ordinal)))
        {
            Set(pair);
        }
    }

    /// <summary>Takes what a response sets and deletes.</summary>
    public void Keep(HttpResponseHeaders headers)
    {
        foreach (var line in headers.TryGetValues("Set-Cookie", out var lines) ? lines : [])
        {
            Set(line.Split(';')[0]);
        }
    }

    private void Set(string pair)
    {
        var (name, value) = pair.Split('=', 2) is [var first, var rest] ? (first, rest) : (pair, "");
        if (value.Length == 0)
        {
            _cookies.Remove(name);
        }
        else
        {
            _cookies[name] = value;
        }
    }
}
