using System.Globalization;

namespace TokenExchange.Rotations.Policy;

/// <summary>
/// The age in days at which a secret without the tag <c>rotate-after</c> has to be replaced: the template's parameter <c>secretMaximumAgeDays</c>, which the
/// template writes as an app setting, so that alerts, <c>inventory</c> and <c>doctor</c> have the same limit. The service itself does not read it.
/// </summary>
internal static class MaximumAge
{
    /// <summary>The name of the setting, outside the service's section.</summary>
    public const string Setting = "SecretMaximumAgeDays";

    public const int Least = 1;

    public const int Most = 3650;

    /// <summary>The age that a configuration sets, or <see cref="SecretPolicy.DefaultRotateAfterDays"/> where it sets none; null with the problem when it is not valid.</summary>
    public static int? TryRead(IConfiguration configuration, out string problem)
    {
        problem = "";
        if (configuration[Setting] is not { Length: > 0 } text)
        {
            return SecretPolicy.DefaultRotateAfterDays;
        }

        if (Parse(text) is { } days)
        {
            return days;
        }

        problem = $"{Setting} is not a number of days from {Least} to {Most}.";
        return null;
    }

    /// <summary>A number of days; null when it is none.</summary>
    public static int? Parse(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days is >= Least and <= Most ? days : null;
}
