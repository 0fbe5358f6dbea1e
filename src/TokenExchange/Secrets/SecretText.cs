using System.Text;

namespace TokenExchange.Secrets;

/// <summary>
/// The characters allowed in a secret that is sent or used as text. Each check returns the reason why a value cannot be used, as the end of a sentence that
/// begins with "it", or null. A reason never quotes the value.
/// </summary>
internal static class SecretText
{
    /// <summary>For a place that encodes it (a form, a query) or accepts any text (key material): no control characters, no invalid characters.</summary>
    public static string? Fault(SecretValue value)
    {
        var text = value.Reveal();
        if (text.Length == 0)
        {
            return "is empty";
        }

        if (text.Any(char.IsControl))
        {
            return "contains a control character, for example a line break";
        }

        // The enumerator gives U+FFFD for half of a surrogate pair too.
        return text.EnumerateRunes().Contains(Rune.ReplacementChar) ? "contains a character that was damaged by a wrong encoding" : null;
    }

    /// <summary>For a header field, which is sent without encoding: visible ASCII characters and blanks (RFC 9110 section 5.5).</summary>
    public static string? FaultInHeader(SecretValue value) =>
        Fault(value) ?? (Ascii.IsValid(value.Reveal()) ? null : "contains a character outside ASCII, which a header field cannot carry (RFC 9110 section 5.5)");
}
