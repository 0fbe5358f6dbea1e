using Microsoft.Extensions.Primitives;

namespace TokenExchange.Gate;

/// <summary>
/// The request's cookies by their exact names. The framework's own reader decodes names, so that <c>__%48ost-x</c> would pass for
/// <c>__Host-x</c>, which no browser protects.
/// </summary>
internal sealed class CookieHeader
{
    private readonly Dictionary<string, ReadOnlyMemory<char>?> _values = new(StringComparer.Ordinal);

    private CookieHeader()
    {
    }

    public IEnumerable<string> Names => _values.Keys;

    /// <summary>Reads all <c>Cookie</c> lines as one (HTTP/2 may split them). A name that comes twice is ambiguous, and so not there.</summary>
    public static CookieHeader Read(StringValues lines)
    {
        var cookies = new CookieHeader();
        foreach (var line in lines)
        {
            foreach (var range in line.AsSpan().Split(';'))
            {
                var pair = line.AsMemory(range);
                var equals = pair.Span.IndexOf('=');
                if (equals > 0)
                {
                    var name = pair[..equals].Span.Trim(" \t").ToString();
                    cookies._values[name] = cookies._values.ContainsKey(name) ? default(ReadOnlyMemory<char>?) : pair[(equals + 1)..].Trim(" \t");
                }
            }
        }

        return cookies;
    }

    public bool Has(string name) => _values.ContainsKey(name);

    /// <summary>The value of one cookie, a slice of its line: these are long, and come with every call. Null when it is absent or ambiguous.</summary>
    public ReadOnlyMemory<char>? this[string name] => _values.GetValueOrDefault(name);
}
