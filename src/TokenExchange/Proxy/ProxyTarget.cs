using System.Buffers;
using System.Globalization;
using System.Text;
using TokenExchange.Failures;

namespace TokenExchange.Proxy;

/// <summary>
/// The target of a proxied request, read from the raw request target so that the upstream gets path and query unchanged, and checked so that no
/// decoder on the way can read a different path.
/// </summary>
internal sealed record ProxyTarget(string RouteId, string Path, string Query)
{
    private static readonly SearchValues<char> PathCharacters = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=:@/%");

    /// <summary>The number of times a path is decoded for the check, in case intermediaries decode it more than once.</summary>
    private const int MostDecodings = 6;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads <c>/api/proxy/{route}/{path}?{query}</c>.</summary>
    public static Outcome<ProxyTarget> Read(string rawTarget, string prefix)
    {
        if (!rawTarget.StartsWith(prefix, StringComparison.Ordinal))
        {
            return Catalogue.PathMalformed.WithReason("The request target is not a path below the proxy's prefix.");
        }

        var question = rawTarget.IndexOf('?', StringComparison.Ordinal);
        var (path, query) = question < 0 ? (rawTarget, "") : (rawTarget[..question], rawTarget[question..]);
        var rest = path[prefix.Length..];
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        var (route, tail) = slash < 0 ? (rest, "/") : (rest[..slash], rest[slash..]);
        if (!IsSafe("/" + rest) || !IsVisible(query))
        {
            return Catalogue.PathMalformed.WithReason("The path is ambiguous: it contains an encoded separator, a dot segment, an empty segment or an invalid escape.");
        }

        return new ProxyTarget(route, tail, query);
    }

    /// <summary>Whether the path is below one of the prefixes, segment by segment.</summary>
    public bool IsUnder(IEnumerable<string> prefixes) => prefixes.Any(prefix =>
    {
        var stem = prefix.TrimEnd('/');
        return Path.StartsWith(stem, StringComparison.Ordinal) && (Path.Length == stem.Length || Path[stem.Length] == '/');
    });

    private static bool IsSafe(string path)
    {
        if (path.AsSpan().ContainsAnyExcept(PathCharacters))
        {
            return false;
        }

        var segments = path[1..].Split('/');
        return segments.Select((segment, i) => IsSafe(segment, isLast: i == segments.Length - 1)).All(isSafe => isSafe);
    }

    /// <summary>Neither as sent nor after any decoding may a segment contain a separator, a control character or a dot segment.</summary>
    private static bool IsSafe(string segment, bool isLast)
    {
        if (segment.Length == 0)
        {
            return isLast; // "//" starts a host for some parsers and is an empty segment for others
        }

        var text = segment;
        for (var round = 0; round < MostDecodings; round++)
        {
            if (IsDots(text.Split(';')[0]) || text.Any(character => character is '/' or '\\' || char.IsControl(character)) || Decode(text, isStrict: round == 0) is not { } decoded)
            {
                return false;
            }

            if (decoded == text)
            {
                return true;
            }

            text = decoded;
        }

        return false; // more levels of encoding than any legitimate client uses
    }

    /// <summary>Only dots, and blanks that some parsers trim; "..;x" means ".." to servers that support path parameters.</summary>
    private static bool IsDots(string name) => name.Trim() is "." or "..";

    /// <summary>Decodes once; null when the escapes are not valid UTF-8 (an overlong form can hide a slash) or, in the strict first round, are incomplete.</summary>
    private static string? Decode(string text, bool isStrict)
    {
        var bytes = new List<byte>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '%')
            {
                bytes.AddRange(Encoding.UTF8.GetBytes(text, i, 1));
            }
            else if (i + 2 < text.Length && byte.TryParse(text.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
            {
                bytes.Add(value);
                i += 2;
            }
            else if (isStrict)
            {
                return null;
            }
            else
            {
                bytes.Add((byte)'%');
            }
        }

        try
        {
            return StrictUtf8.GetString([.. bytes]);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static bool IsVisible(string query) => query.All(character => character is > ' ' and < '\x7f' and not '#');
}
