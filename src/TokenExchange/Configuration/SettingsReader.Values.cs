using System.Globalization;
using System.Text.RegularExpressions;

namespace TokenExchange.Configuration;

/// <summary>Settings that are durations, moments, numbers or one of a few words.</summary>
internal sealed partial class SettingsReader
{
    /// <summary>A TimeSpan between two bounds.</summary>
    public TimeSpan Duration(string key, TimeSpan otherwise, TimeSpan least, TimeSpan most)
    {
        if (Take(key, new("duration", otherwise) { Least = least, Most = most }) is not { } text)
        {
            return otherwise;
        }

        return ParseDuration(key, text, otherwise, least, most) ?? otherwise;
    }

    /// <summary>A TimeSpan between two bounds; null when it is not set.</summary>
    public TimeSpan? Duration(string key, TimeSpan least, TimeSpan most) =>
        Take(key, new("duration") { Least = least, Most = most }) is { } text ? ParseDuration(key, text, least, least, most) : null;

    /// <summary>A date with time and offset (RFC 3339 section 5.6). Without an offset it would mean a different moment on each machine.</summary>
    public DateTimeOffset? Moment(string key)
    {
        if (Take(key, new("date and time")) is not { } text)
        {
            return null;
        }

        if (MomentForm().IsMatch(text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out var moment))
        {
            return moment;
        }

        Complain(key, "is not a date and time with an offset.", "Write it in UTC as ISO 8601, for example \"2026-11-26T10:00:00Z\".");
        return null;
    }

    /// <summary>A whole number between two bounds.</summary>
    public long Number(string key, long otherwise, long least, long most)
    {
        if (Take(key, new("number", otherwise) { Least = least, Most = most }) is not { } text)
        {
            return otherwise;
        }

        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most)
        {
            return value;
        }

        Complain(key, "is not a number in range.", $"Write a whole number between {least} and {most}.");
        return otherwise;
    }

    public bool Flag(string key)
    {
        if (Take(key, new("word", "false") { Words = ["true", "false"] }) is not { } text)
        {
            return false;
        }

        if (bool.TryParse(text, out var value))
        {
            return value;
        }

        Complain(key, "is neither true nor false.", "Write \"true\" or \"false\".");
        return false;
    }

    /// <summary>One of a few words that stand for values.</summary>
    public T Choice<T>(string key, T otherwise, params (string Word, T Value)[] choices)
        where T : struct
    {
        var word = Word(key, [.. choices.Select(choice => choice.Word)], choices.First(choice => Equals(choice.Value, otherwise)).Word);
        return choices.First(choice => choice.Word == word).Value;
    }

    /// <summary>One of a few words, as it is spelled in the list; required when there is no default.</summary>
    public string Word(string key, IReadOnlyList<string> words, string? otherwise = null)
    {
        var text = Take(key, new("word", otherwise) { Words = words });
        if (words.FirstOrDefault(word => string.Equals(text, word, StringComparison.OrdinalIgnoreCase)) is { } known)
        {
            return known;
        }

        if (text is not null || otherwise is null)
        {
            Complain(key, text is null ? "is missing." : "has an unknown value.", $"Write one of: {string.Join(", ", words)}.");
        }

        return otherwise ?? "";
    }

    private TimeSpan? ParseDuration(string key, string text, TimeSpan example, TimeSpan least, TimeSpan most)
    {
        // Without a colon "8" would be eight days.
        if (text.Contains(':', StringComparison.Ordinal) && TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out var value) && value >= least && value <= most)
        {
            return value;
        }

        Complain(key, "is not a duration in range.", $"Write hh:mm:ss between {least:c} and {most:c}, for example \"{example:c}\".");
        return null;
    }

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,7})?)?(Z|[+-]\d\d:\d\d)$", RegexOptions.CultureInvariant)]
    private static partial Regex MomentForm();
}
