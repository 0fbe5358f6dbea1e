namespace TokenExchange.EndToEnd.Functions.Host;

/// <summary>The Functions host as far as the published rotator can tell: what runs its functions when the timer fires or a message is in the queue.</summary>
internal sealed class RotatorHost : IAsyncDisposable
{
    private readonly WorkerProcess _process;

    private RotatorHost(WorkerProcess process) => _process = process;

    public IReadOnlyList<HostedFunction> Functions => _process.Worker.Functions;

    public IReadOnlyList<WorkerLog> Logs => _process.Logs;

    /// <summary>What the process itself wrote, which the host takes for its log too.</summary>
    public string Output => _process.Output;

    /// <summary>Starts the rotator's worker with these app settings.</summary>
    /// <exception cref="InvalidOperationException">It ended before it could run a function; the message is what it said.</exception>
    public static async Task<RotatorHost> StartAsync(IReadOnlyDictionary<string, string> settings)
    {
        await Publication.Rotator.MadeAsync();
        return new RotatorHost(await WorkerProcess.StartAsync(Publication.Rotator.Program, settings));
    }

    /// <summary>Fires the timer of a function; returns what went wrong, or null.</summary>
    public Task<string?> FireTimerAsync(string function = "RotateDue") => RunAsync(one => one.Name == function, new Message
    {
        { 2, """{"Schedule":{"AdjustForDST":true},"ScheduleStatus":{"Last":"2026-01-01T00:00:00Z","Next":"2026-01-01T00:15:00Z","LastUpdated":"2026-01-01T00:00:00Z"},"IsPastDue":false}""" }, // json
    });

    /// <summary>Delivers a message of the queue; returns what went wrong, or null. A message whose function fails would be delivered again.</summary>
    public Task<string?> DeliverAsync(string message) => RunAsync(one => one.Type == "queueTrigger", new Message { { 1, message } }); // string

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private Task<string?> RunAsync(Func<HostedFunction, bool> which, Message data) =>
        _process.Worker.InvokeAsync(Functions.Single(which), Guid.NewGuid().ToString(), data);
}
