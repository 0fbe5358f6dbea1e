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

    private static Func<DrillStage, CancellationToken, Task> Pass(TimeSpan time) => (stage, cancellationToken) => stage.Load.PassAsync(time, cancellationToken);
}
