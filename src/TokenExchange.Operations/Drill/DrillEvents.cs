namespace TokenExchange.Operations.Drill;

/// <summary>The events in their order.</summary>
internal static class DrillEvents
{
    /// <summary>Longer than the interval in which every instance reads the vault, and than the lifetime of access tokens: every session is refreshed.</summary>
    public static TimeSpan Interval { get; } = TimeSpan.FromMinutes(6);

    /// <summary>Longer than any pause between two attempts after an outage.</summary>
    public static TimeSpan Recovery { get; } = TimeSpan.FromMinutes(1);

    public static IReadOnlyList<DrillEvent> All { get; } =
    [
        new("no event", [], Pass(Interval)),
        .. SigningKeyEvents.All,
        .. OutageEvents.All,
        .. SecretEvents.All,
        OutageEvents.InstanceReplaced,
        .. LogoutEvents.All,
        new("after all events", [], Pass(Interval)),
    ];

    /// <summary>The events with these names, in the order of the drill, after the first one without an event; all of them without a name.</summary>
    public static IReadOnlyList<DrillEvent> Choose(IReadOnlyCollection<string> names) =>
        names.Count == 0 ? All : [All[0], .. All.Skip(1).Where(item => names.Contains(item.Name))];

    private static Func<DrillStage, CancellationToken, Task> Pass(TimeSpan time) => (stage, cancellationToken) => stage.Load.PassAsync(time, cancellationToken);
}
