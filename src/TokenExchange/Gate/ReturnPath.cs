using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace TokenExchange.Gate;

/// <summary>
/// A path of the public origin to which the browser may be sent after a login: <c>/a/b?c=d#e</c>. Non-ASCII letters and digits are kept as percent-encoded UTF-8.
/// </summary>
/// <remarks>
/// An allow-list of characters. Do not replace it by <c>Uri.TryCreate</c>: on Unix that accepts <c>//evil.example</c> as a file path, and
/// on every system it accepts what browsers read differently (<c>/\evil.example</c>, a tab inside <c>/%09/</c>).
/// </remarks>
internal sealed record ReturnPath
{
    private const int MaxLength = 2048;

    /// <summary>Characters that RFC 3986 does not allow in a path, query or fragment, and that browsers leave unescaped in one of them (WHATWG URL section 1.3).</summary>
    private static readonly SearchValues<char> LeftRaw = SearchValues.Create("[]|{}^`");

    /// <summary>RFC 3986 sections 3.3-3.5: the characters allowed in a path, query and fragment (percent-escapes are checked separately), and those that browsers leave unescaped.</summary>
    private static readonly SearchValues<char> Allowed = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=:@/?#%[]|{}^`");

    private ReturnPath(string value) => Value = value;

    public string Value { get; }

    /// <summary>Reads a path; rejects everything that a browser could read as another host, and everything that splits a header.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out ReturnPath? path)
    {
        path = null;
        text = text is { Length: > 0 and <= MaxLength } ? EscapeLetters(text) : null;
        if (text is not { Length: <= MaxLength } || text[0] != '/' || text.AsSpan().ContainsAnyExcept(Allowed) || !HasWholeEscapes(text))
        {
            return false;
        }

        var end = text.AsSpan().IndexOfAny('?', '#');
        var segments = (end < 0 ? text : text[..end])[1..].Split('/');
        for (var i = 0; i < segments.Length; i++)
        {
            if (!IsPlain(segments[i], isLast: i == segments.Length - 1))
            {
                return false;
            }
        }

        path = new ReturnPath(text);
        return true;
    }

    /// <summary>The path as a <c>Location</c> header needs it: characters that only browsers leave unescaped are escaped.</summary>
    public static string InHeader(string path) =>
        path.AsSpan().ContainsAny(LeftRaw) ? string.Concat(path.Select(character => LeftRaw.Contains(character) ? Uri.HexEscape(character) : $"{character}")) : path;

    public override string ToString() => Value;

    /// <summary>
    /// Percent-encodes letters, marks and digits of every script as UTF-8, as browsers do. Symbols are left, and are rejected later: some of them look like
    /// a slash, a dot or a space to other software.
    /// </summary>
    private static string EscapeLetters(string text) => Ascii.IsValid(text)
        ? text
        : string.Concat(text.EnumerateRunes().Select(rune => !rune.IsAscii && IsLetter(rune) ? Uri.EscapeDataString(rune.ToString()) : rune.ToString()));

    private static bool IsLetter(Rune rune) => Rune.GetUnicodeCategory(rune)
        is <= UnicodeCategory.OtherLetter or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.DecimalDigitNumber;

    /// <summary>No empty segment (<c>//host</c>), no dot segment, and no escaped form of these, of a separator or of a control character.</summary>
    private static bool IsPlain(string segment, bool isLast)
    {
        if (segment.Length == 0)
        {
            return isLast;
        }

        var decoded = Uri.UnescapeDataString(segment);
        return decoded is not ("." or "..") && !decoded.Any(character => character is '/' or '\\' || char.IsControl(character));
    }

    private static bool HasWholeEscapes(string text)
    {
        for (var i = text.IndexOf('%', StringComparison.Ordinal); i >= 0; i = text.IndexOf('%', i + 1))
        {
            if (i + 2 >= text.Length || !char.IsAsciiHexDigit(text[i + 1]) || !char.IsAsciiHexDigit(text[i + 2]))
            {
                return false;
            }
        }

        return true;
    }
}
