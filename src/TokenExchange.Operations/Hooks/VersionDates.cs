using System.Globalization;

namespace TokenExchange.Operations.Hooks;

/// <summary>The first and the last day (UTC) of a version. The whole last day counts: one hour too early would be an outage.</summary>
/// <param name="First">The day at whose beginning the version becomes valid; null: at once.</param>
/// <param name="Last">The day at whose end the version expires; null: never.</param>
internal sealed record VersionDates(DateOnly? First, DateOnly? Last)
{
    /// <summary>The days that were given.</summary>
    /// <exception cref="HookException">One is not a date, or not in the future; or the first is later than the last.</exception>
    public static VersionDates Read(string? first, string? last, TimeProvider clock)
    {
        var dates = new VersionDates(Day(first, "first day", clock), Day(last, "expiry date", clock));
        return dates.First > dates.Last ? throw new HookException("the first day is later than the expiry date; nothing was changed.") : dates;
    }

    /// <summary>The attributes of the version.</summary>
    public Dictionary<string, object> Attributes()
    {
        var attributes = new Dictionary<string, object> { ["enabled"] = true };
        if (First is { } first)
        {
            attributes["nbf"] = new DateTimeOffset(first, TimeOnly.MinValue, TimeSpan.Zero).ToUnixTimeSeconds();
        }

        if (Last is { } last)
        {
            attributes["exp"] = new DateTimeOffset(last, new TimeOnly(23, 59, 59), TimeSpan.Zero).ToUnixTimeSeconds();
        }

        return attributes;
    }

    /// <summary>The end of a sentence about the version.</summary>
    public override string ToString() => (First, Last) switch
    {
        (null, null) => "",
        (null, { } last) => $", which expires at the end of {Text(last)} (UTC)",
        ({ } first, null) => $", which is used from the beginning of {Text(first)} (UTC)",
        ({ } first, { } last) => $", which is used from the beginning of {Text(first)} and expires at the end of {Text(last)} (UTC)",
    };

    private static DateOnly? Day(string? given, string name, TimeProvider clock)
    {
        if (string.IsNullOrEmpty(given))
        {
            return null;
        }

        if (!DateOnly.TryParseExact(given, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            throw new HookException($"'{given.ReplaceLineEndings(" ")}' is not a date; write the {name} as YYYY-MM-DD.");
        }

        return day > DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime) ? day : throw new HookException($"'{given}' is not in the future; nothing was changed.");
    }

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
