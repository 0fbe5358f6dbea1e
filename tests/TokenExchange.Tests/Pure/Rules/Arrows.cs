namespace TokenExchange.Tests.Pure;

/// <summary>Which room uses which other rooms. The arrows point one way; a new one is a decision.</summary>
internal static class Arrows
{
    /// <summary>Rooms that belong to the root: they may use every room, and no room uses them.</summary>
    public static readonly string[] OfTheRoot = ["Configuration", "Events", "Health"];

    /// <summary>Almost every room uses these two; the picture leaves their arrows out.</summary>
    private static readonly string[] NotDrawn = ["Failures", "Telemetry"];

    public static IReadOnlyList<(string Room, string[] Uses)> Table { get; } =
    [
        ("Login", ["Sessions", "SigningKeys", "Provider", "SharedState", "Gate", "Failures", "Telemetry"]),
        ("Proxy", ["ApiTokens", "Sessions", "Provider", "Secrets", "Gate", "Failures", "Telemetry"]),
        ("ApiTokens", ["Sessions", "Provider", "SharedState", "Caching", "Failures", "Telemetry"]),
        ("Sessions", ["SigningKeys", "Provider", "Secrets", "SharedState", "Caching", "Gate", "Failures", "Telemetry"]),
        ("SigningKeys", ["Provider", "Caching", "Failures", "Telemetry"]),
        ("Provider", ["Secrets", "SharedState", "Caching", "Failures", "Telemetry"]),
        ("Secrets", ["Caching", "Failures", "Telemetry"]),
        ("SharedState", ["Caching", "Failures", "Telemetry"]),
        ("Gate", ["Failures", "Telemetry"]),
        ("Caching", ["Failures"]),
        ("Failures", []),
        ("Telemetry", []),
    ];

    /// <summary>The table as a Mermaid flowchart, and in a sentence what it leaves out.</summary>
    public static string Picture()
    {
        var drawn = Table.Select(row => (row.Room, Uses: row.Uses.Except(NotDrawn).ToList())).ToList();
        var entries = OfTheRoot.Concat(drawn.Select(row => row.Room).Except(drawn.SelectMany(row => row.Uses)).Except(NotDrawn));
        return string.Join(
            '\n',
            [
                "```mermaid",
                "flowchart LR",
                $"  root --> {string.Join(" & ", entries)}",
                .. drawn.Where(row => row.Uses.Count > 0).Select(row => $"  {row.Room} --> {string.Join(" & ", row.Uses)}"),
                "```",
                "",
                $"Not drawn: {string.Join("; ", NotDrawn.Select(NotDrawnArrows))}.",
            ]);
    }

    private static string NotDrawnArrows(string room) =>
        $"the arrows to `{room}` (from {string.Join(", ", Table.Where(row => row.Uses.Contains(room)).Select(row => $"`{row.Room}`"))})";
}
