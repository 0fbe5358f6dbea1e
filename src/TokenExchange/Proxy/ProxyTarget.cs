using System.Buffers;
using System.Globalization;
using System.Text;
using TokenExchange.Failures;

namespace TokenExchange.Proxy;

/// <summary>
/// The target of a proxied request, read from the raw request target so that the upstream gets path and query unchanged, and checked so that no
/// decoder on the way can read a different path.
/// </summary>
internal sealed record ProxyTarget(string Path, string Query)
{
    private const string Characters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=:@/%";

    private static readonly SearchValues<char> PathCharacters = SearchValues.Create(Characters);

    /// <summary>Browsers send brackets as they are, although RFC 3986 section 3.3 does not allow them in a path.</summary>
    private static readonly SearchValues<char> PathCharactersAndBrackets = SearchValues.Create(Characters + "[]");

    /// <summary>The number of times a path is decoded for the check, in case intermediaries decode it more than once.</summary>
    private const int MostDecodings = 6;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads <c>/api/proxy/{route}/{path}?{query}</c>.</summary>
    /// <param name="rawTarget">The request target as it was sent.</param>
    /// <param name="prefix">The path of the proxy.</param>
    /// <param name="takesEncodedSlash">Whether the route accepts <c>%2F</c> within a segment.</param>
    /// <param name="takesBrackets">Whether the route accepts <c>[</c> and <c>]</c>.</param>
    public static Outcome<ProxyTarget> Read(string rawTarget, string prefix, bool takesEncodedSlash = false, bool takesBrackets = false)
    {
        if (!rawTarget.StartsWith(prefix, StringComparison.Ordinal))
        {
            return Catalogue.PathMalformed.WithReason("The request target is not a path below the proxy's prefix.");
        }

        var question = rawTarget.IndexOf('?', StringComparison.Ordinal);
        var end = question < 0 ? rawTarget.Length : question;
        var rest = rawTarget.AsSpan()[prefix.Length..end];
        var slash = rest.IndexOf('/');
        if (rest.ContainsAnyExcept(takesBrackets ? PathCharactersAndBrackets : PathCharacters) || !IsSafe(rest, takesEncodedSlash) || !IsVisible(rawTarget.AsSpan(end)))
        {
            return Catalogue.PathMalformed.WithReason("The path is ambiguous: it contains an encoded separator, a dot segment, an empty segment, a bracket or an invalid escape.");
        }

        return new ProxyTarget(slash < 0 ? "/" : rest[slash..].ToString(), rawTarget[end..]);
    }

    /// <summary>The id of the route in a path or request target, byte for byte: its first segment below the prefix. Empty when it is not below it.</summary>
    public static ReadOnlySpan<char> RouteIdOf(string target, string prefix)
    {
        var rest = target.StartsWith(prefix, StringComparison.Ordinal) ? target.AsSpan(prefix.Length) : [];
        var end = rest.IndexOfAny('/', '?');
        return end < 0 ? rest : rest[..end];
    }

    /// <summary>Whether the path is below one of the prefixes, segment by segment.</summary>
    public bool IsUnder(IReadOnlyList<string> prefixes)
    {
        for (var i = 0; i < prefixes.Count; i++)
        {
            var stem = prefixes[i].AsSpan().TrimEnd('/');
            if (Path.AsSpan().StartsWith(stem, StringComparison.Ordinal) && (Path.Length == stem.Length || Path[stem.Length] == '/'))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsSafe(ReadOnlySpan<char> path, bool takesEncodedSlash)
    {
        foreach (var range in path.Split('/'))
        {
            var segment = path[range];
            var isLast = range.End.GetOffset(path.Length) == path.Length;
            if (segment.IsEmpty ? !isLast : segment.Contains('%') ? !IsSafeEscaped(segment.ToString(), takesEncodedSlash) : IsDots(segment))
            {
                return false; // an empty segment: "//" starts a host for some parsers
            }
        }

        return true;
    }

    /// <summary>
    /// Where a slash may be encoded, each part between two of them must be safe by itself: for a decoder it is a segment. The first must not be empty,
    /// because <c>//</c> at the beginning of a path starts a host for some parsers.
    /// </summary>
    private static bool IsSafeEscaped(string segment, bool takesEncodedSlash)
    {
        if (!takesEncodedSlash)
        {
            return IsSafeDecoded(segment);
        }

        var parts = segment.Split("%2F").SelectMany(part => part.Split("%2f")).ToList();
        return parts[0].Length > 0 && parts.TrueForAll(IsSafeDecoded);
    }

    /// <summary>Neither as sent nor after any decoding may a segment contain a separator, a control character or a dot segment.</summary>
    private static bool IsSafeDecoded(string segment)
    {
        var text = segment;
        for (var round = 0; round < MostDecodings; round++)
        {
            if (IsDots(text) || text.Any(character => character is '/' or '\\' || char.IsControl(character)) || Decode(text, isStrict: round == 0) is not { } decoded)
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
    private static bool IsDots(ReadOnlySpan<char> segment)
    {
        var semicolon = segment.IndexOf(';');
        return (semicolon < 0 ? segment : segment[..semicolon]).Trim() is "." or "..";
    }

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

    private static bool IsVisible(ReadOnlySpan<char> query) => !query.ContainsAnyExceptInRange('!', '~') && !query.Contains('#');
}
