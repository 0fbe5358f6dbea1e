using System.Globalization;

namespace TokenExchange.Operations.Hooks;

/// <summary>The day at whose end (UTC) a version expires. The whole day counts: one hour too early would be an outage.</summary>
internal sealed record ExpiryDate(string Day, long EndsAt)
{
    /// <summary>The date that was given; null when none was.</summary>
    /// <exception cref="HookException">It is not a date, or not in the future.</exception>
    public static ExpiryDate? Read(string? given, TimeProvider clock)
    {
        if (string.IsNullOrEmpty(given))
        {
            return null;
        }

        if (!DateOnly.TryParseExact(given, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            throw new HookException($"'{given.ReplaceLineEndings(" ")}' is not a date; write the expiry date as YYYY-MM-DD.");
        }

        var end = new DateTimeOffset(day, new TimeOnly(23, 59, 59), TimeSpan.Zero);
        return day > DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime)
            ? new ExpiryDate(given, end.ToUnixTimeSeconds())
            : throw new HookException($"'{given}' is not in the future; nothing was changed.");
    }
}
