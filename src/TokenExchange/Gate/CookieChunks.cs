using System.Globalization;
using System.Security.Cryptography;

namespace TokenExchange.Gate;

/// <summary>
/// Cuts a value that is too long for one cookie into a set of pieces, <c>name.1</c>, <c>name.2</c>, …, and joins them. Each piece begins with the
/// number of pieces and the id of its set (<c>3.k7Qx0z.…</c>), so that a missing or left-over piece never becomes part of another value.
/// </summary>
internal static class CookieChunks
{
    /// <summary>Longest value of one cookie, in characters: with name and attributes it stays below the 4,096 bytes that browsers promise.</summary>
    public const int MaxValue = 3800;

    /// <summary>Most pieces of a set: enough for the longest value of a session, few enough to expire all of them at every login.</summary>
    public const int MaxChunks = 4;

    /// <summary>Characters beside name and value of a cookie in a request: <c>=</c> and <c>; </c>.</summary>
    public const int Separators = 3;

    private const int SetIdLength = 6;
    private const int HeadLength = 1 + 1 + SetIdLength + 1; // "n.", the id, "."
    private const int Room = MaxValue - HeadLength;
    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /// <summary>The cookies that carry the value.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is longer than all pieces together may be; the caller checks that before.</exception>
    public static IReadOnlyList<KeyValuePair<string, string>> Split(string name, string value)
    {
        if (value.Length <= MaxValue)
        {
            return [new(name, value)];
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThan(value.Length, MaxChunks * Room, nameof(value));
        var parts = value.Chunk(Room).ToList();
        var head = string.Create(CultureInfo.InvariantCulture, $"{parts.Count}.{RandomNumberGenerator.GetString(Alphabet, SetIdLength)}.");
        return [.. parts.Select((part, i) => KeyValuePair.Create($"{name}.{i + 1}", head + new string(part)))];
    }

    /// <summary>What a value of this length takes in the <c>Cookie</c> header, in characters: names, <c>=</c> and separators included.</summary>
    public static int Size(string name, int length)
    {
        var pieces = (length + Room - 1) / Room;
        return length <= MaxValue ? name.Length + length + Separators : length + (pieces * (name.Length + ".1".Length + HeadLength + Separators));
    }

    /// <summary>The name of the whole cookie that a name belongs to.</summary>
    public static string Whole(string name) => name is [.., '.', >= '1' and <= '9'] ? name[..^2] : name;

    /// <summary>
    /// What the browser holds under this name: the whole cookie, the joined set of pieces, or both when answers crossed on their way. Which of the two
    /// is newer stands inside the seal.
    /// </summary>
    public static IEnumerable<ReadOnlyMemory<char>> Values(string name, CookieHeader cookies)
    {
        if (cookies[name] is { } whole)
        {
            yield return whole;
        }

        if (Join(name, cookies) is { } joined)
        {
            yield return joined.AsMemory();
        }
    }

    /// <summary>Every name that this cookie may stand under, for clearing.</summary>
    public static IEnumerable<string> Names(string name) =>
        Enumerable.Range(1, MaxChunks).Select(i => $"{name}.{i}").Prepend(name);

    /// <summary>The value of a complete set; null for anything else.</summary>
    private static string? Join(string name, CookieHeader cookies)
    {
        if (cookies[name + ".1"] is not { Length: > HeadLength } first || Count(first.Span) is not { } count)
        {
            return null;
        }

        var head = first[..HeadLength];
        var pieces = Enumerable.Range(1, count).Select(i => cookies[$"{name}.{i}"] ?? default).ToList();
        return pieces.TrueForAll(piece => piece.Span.StartsWith(head.Span, StringComparison.Ordinal))
            ? string.Concat(pieces.Select(piece => piece[HeadLength..]))
            : null;
    }

    /// <summary>How many pieces there are, as the head of each one says; null when this is no head.</summary>
    private static int? Count(ReadOnlySpan<char> piece) =>
        piece[0] is >= '2' and <= (char)('0' + MaxChunks) && piece[1] == '.' && piece[HeadLength - 1] == '.' ? piece[0] - '0' : null;
}
