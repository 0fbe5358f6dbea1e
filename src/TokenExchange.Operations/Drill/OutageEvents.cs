using TokenExchange.Emulators.Wire;

namespace TokenExchange.Operations.Drill;

/// <summary>Vault, provider and shared state are down for a while, and an instance is replaced meanwhile.</summary>
internal static class OutageEvents
{
    /// <summary>What needs the provider fails while it is down: logins, and calls whose access token has expired.</summary>
    private static readonly Allowance NeedsProvider = new("login exchange refresh echo", 503, "provider_unavailable");

    /// <summary>Requests that the killed instance had still to answer.</summary>
    private static readonly Allowance Lost = new("login exchange refresh session echo partner logout", 0, "");

    public static IReadOnlyList<DrillEvent> All { get; } =
    [
        Outage("vault down", [], services => services.Vault, ColdStartAsync),
        Outage("provider down", [NeedsProvider], services => services.Provider, (_, _) => Task.CompletedTask),
        Outage("shared state down", [], services => services.State, (_, _) => Task.CompletedTask),
    ];

    /// <summary>After the rotation of the session key: the new instance depends on documents that were kept before it.</summary>
    public static DrillEvent InstanceReplaced { get; } =
        Outage("instance replaced, provider down", [NeedsProvider, Lost], services => services.Provider, ReplaceAsync);

    private static DrillEvent Outage(
        string name, IReadOnlyList<Allowance> allowed, Func<DrillServices, DrillService> choose, Func<DrillStage, CancellationToken, Task> meanwhile) => new(
        name,
        allowed,
        async (stage, cancellationToken) =>
        {
            choose(stage.Services).IsDown = true;
            await stage.Load.PassAsync(DrillEvents.Interval, cancellationToken);
            await meanwhile(stage, cancellationToken);
        },
        (stage, cancellationToken) =>
        {
            choose(stage.Services).IsDown = false;
            return stage.Load.PassAsync(DrillEvents.Recovery, cancellationToken);
        });

    /// <summary>An instance that starts without the vault is not ready, and refuses logins with <c>Retry-After</c>.</summary>
    private static async Task ColdStartAsync(DrillStage stage, CancellationToken cancellationToken)
    {
        await using var cold = await DrillInstance.StartAsync(stage.Services, new LoopbackPort(0), stage.Fleet.Origin, cancellationToken);
        var ready = await stage.ReadyAsync(cold.Address, cancellationToken);
        stage.Expect(ready == 503, $"The readiness of an instance started without the vault is {ready}.");
        using var body = JsonContent.Create(new { });
        var (status, hasRetryAfter) = await stage.Load.ProbeAsync(HttpMethod.Post, cold.Address + "/api/auth/login", body, cancellationToken);
        stage.Expect(status == 503 && hasRetryAfter, $"A login at an instance started without the vault was answered with {status}.");
    }

    /// <summary>The new instance takes the provider's keys from the shared state: it is ready, and verifies.</summary>
    private static async Task ReplaceAsync(DrillStage stage, CancellationToken cancellationToken)
    {
        await stage.Fleet.KillOneAsync();
        var started = await stage.Fleet.AddAsync(cancellationToken);
        var ready = await stage.ReadyAsync(started, cancellationToken);
        stage.Expect(ready == 200, $"The readiness of an instance started without the provider is {ready}.");
        var status = await stage.LogOutAsync(started, stage.Services.Issuer.LogoutToken("nobody", null), cancellationToken);
        stage.Expect(status == 200, $"An instance started without the provider answered a logout token with {status}.");
    }
}
