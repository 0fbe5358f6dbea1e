namespace TokenExchange.Operations.Drill;

/// <summary>All users at once, and what they observe. They can be stopped for a moment, in which the clock is moved.</summary>
internal sealed class DrillLoad : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(150);

    /// <summary>For what the instances do in the background: a move of the clock would end it at its deadline.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(400);

    private readonly long _start = TimeProvider.System.GetTimestamp();
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false });
    private readonly Lock _gate = new();
    private readonly List<Observation> _observations = [];
    private readonly SemaphoreSlim _turns;
    private readonly int _users;
    private readonly int[] _acts;
    private readonly DrillServices _services;

    public DrillLoad(int users, DrillServices services)
    {
        (_users, _services) = (users, services);
        _turns = new SemaphoreSlim(users);
        _acts = new int[users];
    }

    /// <summary>The time since the start of the drill.</summary>
    public TimeSpan Elapsed => TimeProvider.System.GetElapsedTime(_start);

    public int Users => _users;

    public IReadOnlyList<Observation> Observations
    {
        get
        {
            lock (_gate)
            {
                return [.. _observations];
            }
        }
    }

    /// <summary>Runs the users until they are cancelled.</summary>
    public Task RunAsync(DrillFleet fleet, CancellationToken cancellationToken) => Task.WhenAll(
        Enumerable.Range(1, _users).Select(i => RunAsync(i, new DrillUser($"user-{i}", fleet, _http, Observe), cancellationToken)));

    /// <summary>Moves the clock of all instances and services, while no request is under way.</summary>
    public async Task PassAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        await StopAsync(cancellationToken);
        await Task.Delay(Settling, TimeProvider.System, cancellationToken);
        _services.Clock.Advance(time);
        _turns.Release(_users);
    }

    /// <summary>A moment at which no request is under way: what was sent before it was answered before it.</summary>
    public async Task<TimeSpan> BoundaryAsync(CancellationToken cancellationToken)
    {
        await StopAsync(cancellationToken);
        var now = Elapsed;
        _turns.Release(_users);
        return now;
    }

    /// <summary>Waits until every user has acted so many times more.</summary>
    public async Task RoundsAsync(int rounds, CancellationToken cancellationToken)
    {
        var targets = _acts.Select(acts => acts + rounds).ToList();
        while (_acts.Where((acts, user) => acts < targets[user]).Any())
        {
            await Task.Delay(Pause, TimeProvider.System, cancellationToken);
        }
    }

    /// <summary>A request of the drill itself, to one instance.</summary>
    public async Task<(int Status, bool HasRetryAfter)> ProbeAsync(HttpMethod method, string address, HttpContent? content, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, address) { Content = content };
        request.Headers.Add("X-CSRF", "1");
        request.Headers.Add("Sec-Fetch-Site", "same-origin");
        using var answer = await _http.SendAsync(request, cancellationToken);
        return ((int)answer.StatusCode, answer.Headers.RetryAfter is not null);
    }

    /// <summary>The text at an address.</summary>
    public Task<string> ReadAsync(string address, CancellationToken cancellationToken) => _http.GetStringAsync(address, cancellationToken);

    public void Dispose()
    {
        _http.Dispose();
        _turns.Dispose();
    }

    private async Task StopAsync(CancellationToken cancellationToken)
    {
        for (var i = 0; i < _users; i++)
        {
            await _turns.WaitAsync(cancellationToken);
        }
    }

    private async Task RunAsync(int number, DrillUser user, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await _turns.WaitAsync(cancellationToken);
                try
                {
                    await user.ActAsync(cancellationToken);
                    _acts[number - 1]++;
                }
                finally
                {
                    _turns.Release();
                }

                await Task.Delay(Pause, TimeProvider.System, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The end of the drill.
        }
    }

    private void Observe(string operation, int status, string? code, bool hasRetryAfter, long sent)
    {
        var duration = TimeProvider.System.GetElapsedTime(sent);
        lock (_gate)
        {
            _observations.Add(new Observation(TimeProvider.System.GetElapsedTime(_start, sent), operation, status, code, hasRetryAfter, duration));
        }
    }
}
