using System.Diagnostics.CodeAnalysis;
using TokenExchange.Failures;

namespace TokenExchange.Caching;

/// <summary>
/// Fetches a value, one fetch at a time, and holds the last result. A fetch does not belong to a request: it has its own deadline, and every caller waits
/// with its own cancellation token. <see cref="Entry"/>, <see cref="Running"/> and <see cref="HasFailed"/> may be read without the lock.
/// </summary>
/// <param name="source">The source.</param>
/// <param name="policy">The ages and cool-downs.</param>
/// <param name="clock">The service's clock.</param>
/// <param name="gate">The owner's lock; the owner holds it when it uses anything else of this class.</param>
internal sealed class SingleFetch<T>(RefreshSource<T> source, RefreshPolicy policy, TimeProvider clock, Lock gate)
    where T : class
{
    private readonly CoolDown _failures = new(policy.FirstRetry ?? policy.CoolDown, policy.CoolDownCeiling, clock);
    private readonly KeptOnce<T> _kept = new(source.Restore, policy.UsableFor);
    private volatile Entry<T>? _entry;
    private volatile Task<T>? _running;
    private long _startedAt;
    private volatile Exception? _lastError;
    private bool _wasInvalidated;

    /// <summary>The last value that was fetched; null when there is none.</summary>
    public Entry<T>? Entry => _entry;

    /// <summary>The fetch that is running; null when there is none.</summary>
    public Task<T>? Running => _running;

    /// <summary>The time since the start of the last fetch.</summary>
    public TimeSpan Elapsed => clock.GetElapsedTime(_startedAt);

    /// <summary>Whether the last fetch failed.</summary>
    public bool HasFailed => _lastError is not null;

    /// <summary>Whether the source may be called again after failed fetches.</summary>
    public bool MayTry => _failures.MayTry;

    /// <summary>The exception for a caller for whom there is no value, after the last fetch failed.</summary>
    public OutageException Outage() => new(source.Outage with { RetryAfter = _failures.Remaining }, _lastError);

    /// <summary>Starts a fetch; none may be running.</summary>
    /// <param name="fetched">Called with the new value, under the lock.</param>
    public Task<T> StartAsync(Action<T>? fetched)
    {
        (_wasInvalidated, _startedAt) = (false, clock.GetTimestamp());
        using AsyncFlowControl? suppressed = ExecutionContext.IsFlowSuppressed() ? null : ExecutionContext.SuppressFlow();
        return _running = Task.Run(() => FetchAsync(fetched));
    }

    /// <summary>Marks the value as stale, and allows a fetch at once. The old value stays usable if that fetch fails.</summary>
    public void Invalidate()
    {
        _entry = _entry?.AsStale();
        _wasInvalidated = true;
        _failures.Reset();
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever the exception, the last value stays in use and the caller gets an outage.")]
    private async Task<T> FetchAsync(Action<T>? fetched)
    {
        using var deadline = new CancellationTokenSource(policy.Deadline, clock);
        try
        {
            // WaitAsync as well as the token: a source that ignores its token must not block the callers.
            var entry = await _kept.TakeAsync(deadline.Token) is { } kept
                ? Entry<T>.Of(kept, clock)
                : Fetched(await source.Fetch(_entry?.Value, deadline.Token).WaitAsync(deadline.Token));
            Store(entry, fetched);
            return entry.Value;
        }
        catch (Exception cause)
        {
            var outage = Fail(cause);
            source.Failed(cause); // last, because the callback may throw
            throw outage;
        }
    }

    private Entry<T> Fetched(T value)
    {
        var fresh = source.FreshFor?.Invoke(value) is { } less && less < policy.FreshFor ? less : policy.FreshFor;
        return Entry<T>.Of(value, fresh, source.LifeOf?.Invoke(value) ?? TimeSpan.MaxValue, clock);
    }

    private void Store(Entry<T> entry, Action<T>? fetched)
    {
        lock (gate)
        {
            _entry = _wasInvalidated ? entry.AsStale() : entry; // the fetch started before the invalidation and may have read the old value
            _failures.Reset();
            (_running, _lastError) = (null, null);
            fetched?.Invoke(entry.Value);
        }
    }

    private OutageException Fail(Exception cause)
    {
        lock (gate)
        {
            _failures.Start();
            (_running, _lastError) = (null, cause);
            return Outage();
        }
    }
}
