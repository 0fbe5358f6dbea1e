using System.Globalization;

namespace TokenExchange.Rotations;

/// <summary>A rotation that has begun and is not complete.</summary>
/// <param name="Standing">How far it is.</param>
/// <param name="LastWrite">When a version of the secret was written last.</param>
/// <param name="At">The moment of the listing.</param>
internal sealed record UnfinishedRotation(RotationStanding Standing, DateTimeOffset LastWrite, DateTimeOffset At)
{
    /// <summary>As long as the alert <c>rotator-silent</c> allows between two runs.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromDays(2);

    /// <summary>Whether its next step can be done.</summary>
    public bool IsPossible => At >= Standing.PossibleFrom;

    /// <summary>Whether nothing was written although the next step was possible, for longer than any timer needs.</summary>
    public bool IsStuck => At - Margin > Standing.PossibleFrom && At - Margin > LastWrite;

    /// <summary>One sentence.</summary>
    public string Sentence => $"The rotation is {(IsStuck ? "stuck" : "unfinished")}: step \"{Standing.Step}\" of version {Standing.Version.ShortId} since {Text(Standing.Since)}; "
        + (IsPossible ? $"the next step is possible since {Text(Standing.PossibleFrom)}." : $"the next step is possible at the latest from {Text(Standing.PossibleFrom)}.");

    private static string Text(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
