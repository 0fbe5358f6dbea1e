using System.Text;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace TokenExchange.Proxy;

/// <summary>
/// The file name of a download with characters beyond ASCII. APIs send them as raw UTF-8, which a header field must not contain (RFC 9110 section 5.5) and
/// which servers on the way refuse or change; <c>filename*</c> (RFC 6266 section 4.3, RFC 8187) is the form in which they arrive.
/// </summary>
internal static class FileNames
{
    private const string Attachment = "attachment";

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The value of <c>Content-Disposition</c> in ASCII, with the whole name in <c>filename*</c>; null when it cannot be read.</summary>
    /// <param name="value">The value as it was received, one character for each byte.</param>
    public static string? InAscii(string value)
    {
        if (!ContentDispositionHeaderValue.TryParse(Decode(value), out var disposition) || HeaderUtilities.RemoveQuotes(disposition.FileName).Value is not { Length: > 0 } name)
        {
            return null;
        }

        var whole = disposition.FileNameStar;
        disposition.SetHttpFileName(name);
        if (whole.HasValue)
        {
            disposition.FileNameStar = whole;
        }

        return disposition.ToString();
    }

    /// <summary>The value with <c>attachment</c> as its type (RFC 6266 section 4.2), so that the browser saves the response; with the name, if there is one.</summary>
    public static string AsAttachment(StringValues values)
    {
        if (values is not [{ } value] || !ContentDispositionHeaderValue.TryParse(value, out var disposition))
        {
            return Attachment;
        }

        disposition.DispositionType = Attachment;
        return disposition.ToString();
    }

    /// <summary>UTF-8 where the bytes are UTF-8, else ISO 8859-1, which is what browsers assume too.</summary>
    private static string Decode(string value)
    {
        try
        {
            return value.AsSpan().ContainsAnyExceptInRange('\0', '\xff') ? value : StrictUtf8.GetString(Encoding.Latin1.GetBytes(value));
        }
        catch (DecoderFallbackException)
        {
            return value;
        }
    }
}
