using TokenExchange.Emulators.Wire;

namespace TokenExchange.Operations.Drill;

/// <summary>The instances behind the common address, and the choice between them for each request.</summary>
internal sealed class DrillFleet(DrillServices services, string origin) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly List<DrillInstance> _instances = [];
    private int _next;

    public string Origin { get; } = origin;

    /// <summary>Addresses of the instances.</summary>
    public IReadOnlyList<string> Addresses
    {
        get
        {
            lock (_gate)
            {
                return [.. _instances.Select(instance => instance.Address)];
            }
        }
    }

    public static async Task<DrillFleet> StartAsync(DrillServices services, CancellationToken cancellationToken)
    {
        var first = new LoopbackPort(0);
        var fleet = new DrillFleet(services, $"http://localhost:{first.Number}");
        await fleet.AddAsync(first, cancellationToken);
        await fleet.AddAsync(cancellationToken);
        return fleet;
    }

    /// <summary>Starts one more instance; gives its address.</summary>
    public Task<string> AddAsync(CancellationToken cancellationToken) => AddAsync(new LoopbackPort(0), cancellationToken);

    /// <summary>A deployment: as many new instances, with the present configuration, take all requests at once; the old ones end.</summary>
    /// <param name="drain">Waits until the old instances have answered their requests.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    public async Task ReplaceAllAsync(Func<Task> drain, CancellationToken cancellationToken)
    {
        var started = new List<DrillInstance>();
        foreach (var _ in Addresses)
        {
            started.Add(await StartAsync(new LoopbackPort(0), cancellationToken));
        }

        List<DrillInstance> replaced;
        lock (_gate)
        {
            replaced = [.. _instances];
            _instances.Clear();
            _instances.AddRange(started);
        }

        await drain();
        foreach (var instance in replaced)
        {
            await instance.StopAsync();
        }
    }

    /// <summary>Kills the oldest instance. Requests that it still has to answer are lost.</summary>
    public async Task KillOneAsync()
    {
        DrillInstance oldest;
        lock (_gate)
        {
            oldest = _instances[0];
            _instances.RemoveAt(0);
        }

        await oldest.KillAsync();
    }

    /// <summary>The next instance in turn.</summary>
    public string Next()
    {
        lock (_gate)
        {
            return _instances[++_next % _instances.Count].Address;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var instance in _instances)
        {
            await instance.DisposeAsync();
        }
    }

    private async Task<string> AddAsync(LoopbackPort port, CancellationToken cancellationToken)
    {
        var instance = await StartAsync(port, cancellationToken);
        lock (_gate)
        {
            _instances.Add(instance);
        }

        return instance.Address;
    }

    private Task<DrillInstance> StartAsync(LoopbackPort port, CancellationToken cancellationToken) =>
        DrillInstance.StartAsync(services, port, Origin, cancellationToken);
}
