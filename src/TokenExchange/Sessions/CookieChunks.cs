using System.Globalization;

namespace TokenExchange.Sessions;

/// <summary>
/// Cuts a value that is too long for one cookie into <c>name.1</c>, <c>name.2</c>, …, and joins them; the first says how many there are, so that
/// neither a lost nor a left-over piece can pass for the whole.
/// </summary>
internal static class CookieChunks
{
    /// <summary>Longest value of one cookie, in characters: with name and attributes it stays below the 4,096 bytes that browsers promise.</summary>
    public const int MaxValue = 3800;

    /// <summary>More pieces than this are not ours.</summary>
    public const int MaxChunks = 8;

    /// <summary>The cookies that carry the value.</summary>
    /// <exception cref="ArgumentException">The value is longer than all pieces together may be; its author checks that before.</exception>
    public static IReadOnlyList<KeyValuePair<string, string>> Split(string name, string value)
    {
        if (value.Length <= MaxValue)
        {
            return [new(name, value)];
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThan(value.Length, (MaxChunks * MaxValue) - 2, nameof(value));
        const int Room = MaxValue - 2; // "n." before the first piece
        var count = ((value.Length - Room + MaxValue - 1) / MaxValue) + 1;
        var chunks = new List<KeyValuePair<string, string>>(count) { new(name + ".1", $"{count}.{value[..Room]}") };
        for (var i = 1; i < count; i++)
        {
            var start = Room + ((i - 1) * MaxValue);
            chunks.Add(new($"{name}.{i + 1}", value[start..Math.Min(start + MaxValue, value.Length)]));
        }

        return chunks;
    }

    /// <summary>The value; null when it is not there whole.</summary>
    public static string? Join(string name, CookieHeader cookies)
    {
        if (cookies.Has(name))
        {
            return cookies[name];
        }

        var first = cookies[name + ".1"];
        if (first is not [>= '2' and <= '8', '.', ..])
        {
            return null;
        }

        var count = int.Parse(first[..1], CultureInfo.InvariantCulture);
        var pieces = Enumerable.Range(2, count - 1).Select(i => cookies[$"{name}.{i}"]).ToList();
        return pieces.Contains(null) ? null : first[2..] + string.Concat(pieces);
    }

    /// <summary>Every name that this cookie may stand under, for clearing.</summary>
    public static IEnumerable<string> Names(string name) =>
        Enumerable.Range(1, MaxChunks).Select(i => $"{name}.{i}").Prepend(name);
}
