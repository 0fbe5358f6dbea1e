using System.Text;
using Microsoft.Extensions.Primitives;

namespace TokenExchange.Proxy;

/// <summary>
/// Finds a credential of the route in a response header, in any encoding: an API that repeats the called address, or puts it into the
/// state of a redirect, would reveal its key to the browser. Header and credential are normalized before they are compared.
/// </summary>
internal sealed class CredentialEcho
{
    /// <summary>A shorter credential occurs by chance in dates, numbers and words; the response would lose headers without any protection.</summary>
    private const int Shortest = 4;

    /// <summary>The same in base64, where characters look random.</summary>
    private const int ShortestInBase64 = 8;

    private readonly IReadOnlyList<string> _credentials;
    private readonly int _shortest = int.MaxValue;
    private byte[][]? _forms;

    public CredentialEcho(IReadOnlyList<string> credentials)
    {
        _credentials = credentials;
        for (var i = 0; i < credentials.Count; i++)
        {
            _shortest = Math.Min(_shortest, ShortestOf(credentials[i]));
        }
    }

    /// <summary>Whether one of the values of a header contains one of the credentials.</summary>
    public bool IsInAny(StringValues values)
    {
        foreach (var value in values)
        {
            if (value is not null && IsIn(value))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the value contains one of the credentials. Encoding never makes a credential shorter, so shorter values are not searched.</summary>
    public bool IsIn(string value)
    {
        if (value.Length < _shortest)
        {
            return false;
        }

        var text = Canonical(Encoding.Latin1.GetBytes(value)); // the bytes as received
        _forms ??= [.. _credentials.SelectMany(Parts).Where(part => part.Length >= Shortest).Distinct(StringComparer.Ordinal).SelectMany(Forms)]; // expensive for a long token, and rarely needed
        return _forms.Any(form => text.AsSpan().IndexOf(form) >= 0);
    }

    /// <summary>A key may be stored with its scheme (<c>Basic …</c>); the part after the scheme is a credential too.</summary>
    private static IEnumerable<string> Parts(string credential) =>
        credential.Split(' ') is [_, { Length: >= ShortestInBase64 } behindScheme] ? [credential, behindScheme] : [credential];

    /// <summary>The length of the shortest part that is searched.</summary>
    private static int ShortestOf(string credential)
    {
        var space = credential.IndexOf(' ', StringComparison.Ordinal);
        var behindScheme = credential.Length - space - 1;
        var length = space >= 0 && credential.LastIndexOf(' ') == space && behindScheme >= ShortestInBase64 ? behindScheme : credential.Length;
        return length >= Shortest ? length : int.MaxValue;
    }

    private static IEnumerable<byte[]> Forms(string credential)
    {
        yield return Canonical(Encoding.UTF8.GetBytes(credential));
        if (credential.Length < ShortestInBase64)
        {
            yield break;
        }

        foreach (var text in new[] { credential, Uri.EscapeDataString(credential) }.Distinct(StringComparer.Ordinal))
        {
            for (var before = 0; before < 3; before++)
            {
                yield return InBase64(Encoding.UTF8.GetBytes(text), before);
            }
        }
    }

    /// <summary>The base64 characters of the credential inside a longer text, at an offset (modulo 3): those that contain no bit of a neighbouring byte.</summary>
    private static byte[] InBase64(byte[] text, int before)
    {
        var encoded = Convert.ToBase64String([.. new byte[before], .. text]);
        var (first, end) = (((before * 8) + 5) / 6, (before + text.Length) * 8 / 6);
        return Canonical(Encoding.ASCII.GetBytes(encoded[first..end]));
    }

    /// <summary>
    /// One form for all spellings: percent-escapes decoded until none is left, in one pass and at any nesting depth; lower case; the two alphabets of
    /// base64 (RFC 4648 sections 4 and 5) and the space of a form (a plus sign) made equal.
    /// </summary>
    private static byte[] Canonical(ReadOnlySpan<byte> text)
    {
        var bytes = new byte[text.Length];
        var length = 0;
        foreach (var next in text)
        {
            bytes[length++] = next;
            while (length >= 3 && bytes[length - 3] == '%' && char.IsAsciiHexDigit((char)bytes[length - 2]) && char.IsAsciiHexDigit((char)bytes[length - 1]))
            {
                bytes[length - 3] = Convert.FromHexString(bytes.AsSpan(length - 2, 2))[0];
                length -= 2;
            }
        }

        Array.Resize(ref bytes, length);
        for (var i = 0; i < length; i++)
        {
            bytes[i] = bytes[i] switch
            {
                (byte)' ' or (byte)'-' => (byte)'+',
                (byte)'_' => (byte)'/',
                >= (byte)'A' and <= (byte)'Z' => (byte)(bytes[i] | 0x20),
                var other => other,
            };
        }

        return bytes;
    }
}
