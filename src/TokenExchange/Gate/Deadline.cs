using TokenExchange.Failures;

namespace TokenExchange.Gate;

/// <summary>How long something may take that waits for others, by the injected clock.</summary>
/// <param name="limit">The time it may take.</param>
/// <param name="clock">The clock.</param>
/// <param name="caller">Ends its waits too.</param>
internal sealed class Deadline(TimeSpan limit, TimeProvider clock, CancellationToken caller) : IDisposable
{
    private readonly CancellationTokenSource _time = new(limit, clock);
    private CancellationTokenSource? _either;
    private long _began = clock.GetTimestamp();

    /// <summary>What is left of it.</summary>
    public TimeSpan Left => clock.GetElapsedTime(_began) is var passed && passed < limit ? limit - passed : TimeSpan.Zero;

    /// <summary>Ends when the time has passed or the caller left.</summary>
    public CancellationToken Token => (_either ??= CancellationTokenSource.CreateLinkedTokenSource(caller, _time.Token)).Token;

    /// <summary>Whether the deadline, and not the caller, has ended the waits.</summary>
    public bool HasPassed => _time.IsCancellationRequested && !caller.IsCancellationRequested;

    /// <summary>The failure for an exception that an outage or this deadline has caused; null for any other.</summary>
    public Failure? Explain(Exception cause) => cause switch
    {
        OutageException outage => outage.Failure,
        OperationCanceledException when HasPassed => Catalogue.ProviderUnavailable.WithReason("The deadline of the request passed."),
        _ => null,
    };

    /// <summary>The shorter of a call's own deadline and what is left.</summary>
    public TimeSpan Within(TimeSpan deadline) => Left < deadline ? Left : deadline;

    /// <summary>
    /// Repeats an attempt that failed for an outage, after the time that the failure names, while more than that time and <paramref name="reserve"/> is left.
    /// It only waits: how often a source is asked is decided by the budgets of its cache.
    /// </summary>
    public async Task<T> RetryAsync<T>(Func<Task<T>> attempt, TimeSpan reserve)
    {
        while (true)
        {
            try
            {
                return await attempt();
            }
            catch (OutageException outage) when (outage.Failure.RetryAfter is { } wait && wait + reserve < Left)
            {
                await Task.Delay(wait, clock, Token);
            }
        }
    }

    /// <summary>Begins again.</summary>
    public void Restart()
    {
        _began = clock.GetTimestamp();
        _time.CancelAfter(limit);
    }

    public void Dispose()
    {
        _either?.Dispose();
        _time.Dispose();
    }
}
