using TokenExchange.Emulators;

namespace TokenExchange.Operations.Drill;

/// <summary>Runs the events in turn, under load.</summary>
/// <param name="users">How many users there are.</param>
/// <param name="duration">How long the load lasts, without the moments in which it stands still.</param>
/// <param name="events">The events, in their order.</param>
/// <param name="progress">Receives one line for each event.</param>
internal sealed class DrillRun(int users, TimeSpan duration, IReadOnlyList<DrillEvent> events, TextWriter progress)
{
    public async Task<IReadOnlyList<EventResult>> RunAsync(CancellationToken cancellationToken)
    {
        await using var services = await DrillServices.StartAsync(users, new DevClock());
        await using var fleet = await DrillFleet.StartAsync(services, cancellationToken);
        using var load = new DrillLoad(users, services);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = load.RunAsync(fleet, end.Token);
        var results = new List<EventResult>();
        foreach (var next in events)
        {
            results.Add(await RunAsync(next, new DrillStage(services, fleet, load), cancellationToken));
        }

        await end.CancelAsync();
        await running;
        return results;
    }

    /// <summary>Half of the time after the beginning, half after the end.</summary>
    private async Task<EventResult> RunAsync(DrillEvent next, DrillStage stage, CancellationToken cancellationToken)
    {
        var hold = duration / events.Count / 2;
        var from = await stage.Load.BoundaryAsync(cancellationToken);
        var (vault, metadata) = (stage.Services.Vault.Calls, stage.Services.Provider.Calls);
        await next.Begin(stage, cancellationToken);
        await Task.Delay(hold, TimeProvider.System, cancellationToken);
        await (next.End?.Invoke(stage, cancellationToken) ?? Task.CompletedTask);
        await Task.Delay(hold, TimeProvider.System, cancellationToken);
        var to = await stage.Load.BoundaryAsync(cancellationToken);
        var result = new EventResult(next, from, to)
        {
            Observations = [.. stage.Load.Observations.Where(observation => observation.At >= from && observation.At < to)],
            Problems = stage.Problems,
            VaultCalls = stage.Services.Vault.Calls - vault,
            MetadataCalls = stage.Services.Provider.Calls - metadata,
        };
        await progress.WriteLineAsync($"{to:mm\\:ss}  {next.Name}: {result.Observations.Count} requests, {result.FailureCount} failures");
        return result;
    }
}
