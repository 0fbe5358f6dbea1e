using System.Diagnostics.CodeAnalysis;

namespace TokenExchange.Caching;

/// <summary>
/// A cached value: one fetch at a time, refreshed in the background before it is stale, used while its source fails, and not used when it is too old.
/// </summary>
/// <remarks>
/// <code>
/// age  0 ───────── ahead ───── FreshFor ─────────────────── UsableFor ──►
///      returned    returned,   returned when the fetch      error unless
///                  refreshed   has failed or has taken      the fetch succeeds
///                  in backgr.  StaleWait; retried
/// </code>
/// A fetch does not belong to a request: it has its own deadline, and every caller waits with its own cancellation token.
/// </remarks>
/// <param name="policy">The ages and cool-downs.</param>
/// <param name="fetch">Fetches the value; receives the previous one, so that it can reuse unchanged parts.</param>
/// <param name="clock">The service's clock.</param>
/// <param name="failed">Called once for every failed fetch.</param>
/// <param name="restore">Gets the value that was kept before the start, once, instead of the first fetch; null when there is none. It does not throw.</param>
internal sealed class RefreshingValue<T>(
    RefreshPolicy policy, Func<T?, CancellationToken, Task<T>> fetch, TimeProvider clock, Action<Exception> failed,
    Func<CancellationToken, Task<Kept<T>?>>? restore = null)
    where T : class, IEquatable<T>
{
    private readonly Lock _gate = new();
    private readonly CoolDown _failures = new(policy.FirstRetry ?? policy.CoolDown, policy.CoolDownCeiling, clock);
    private readonly CoolDown _renewals = policy.RenewalBudget(clock);
    private readonly KeptOnce<T> _kept = new(restore, policy.UsableFor);
    private volatile Entry<T>? _entry;
    private Task<T>? _running;
    private long _fetchStarted;
    private Exception? _lastError;
    private bool _wasInvalidated;

    /// <summary>The cached value without a fetch; null when there is none that may be used.</summary>
    public T? Peek => _entry is { } entry && entry.Age(clock) < policy.UsableFor ? entry.Value : null;

    /// <summary>Whether the last fetch failed.</summary>
    public bool IsFailing
    {
        get
        {
            lock (_gate)
            {
                return _lastError is not null;
            }
        }
    }

    /// <summary>A separate budget of renewals, for callers that must not use up the budget of others.</summary>
    public CoolDown SeparateBudget() => policy.RenewalBudget(clock);

    /// <summary>Resets a separate budget, because the renewal it allowed helped its caller: the next one may follow at once.</summary>
    public void Refund(CoolDown budget)
    {
        lock (_gate)
        {
            budget.Reset();
        }
    }

    /// <summary>The value, from the cache whenever it is young enough.</summary>
    /// <exception cref="ValueUnavailableException">There is no value that may be used.</exception>
    public ValueTask<T> GetAsync(CancellationToken cancellationToken) =>
        _entry is { } entry && entry.Age(clock) < entry.Ahead ? ValueTask.FromResult(entry.Value) : GetOrFetchAsync(cancellationToken);

    /// <summary>
    /// A newer value than the stale one, or the same value when the source has no newer one or may not be called again yet.
    /// </summary>
    /// <exception cref="ValueUnavailableException">The source failed.</exception>
    public async ValueTask<T> RenewAsync(T stale, CancellationToken cancellationToken) => (await RenewAsync(stale, _renewals, cancellationToken)).Value;

    /// <summary>
    /// The same with a separate budget. Every fetch counts, whatever its result, until <see cref="Refund"/>: otherwise every caller could cause a fetch
    /// from a source that alternates between two values.
    /// </summary>
    /// <exception cref="ValueUnavailableException">The source failed.</exception>
    public async ValueTask<Renewed<T>> RenewAsync(T stale, CoolDown budget, CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _running) is { } running)
        {
            // It started before the caller found the value stale, so it may return the same value: fetch once more in that case.
            await WaitAsync(running, cancellationToken);
        }

        Task<T> pending;
        lock (_gate)
        {
            if (_entry is { } entry && !entry.Value.Equals(stale))
            {
                return new(entry.Value, null);
            }

            if (_running is null && _lastError is not null && !_failures.MayTry)
            {
                // Whether there is a newer value is not known; "no newer value" would turn an outage into an error of the caller.
                throw new ValueUnavailableException(_failures.Remaining, _lastError);
            }

            if (_running is null && _lastError is null && !budget.MayTry)
            {
                return new(stale, budget.Remaining);
            }

            pending = _running ??= StartFetchAsync(new Renewal(stale, budget));
        }

        return new(await pending.WaitAsync(cancellationToken), null);
    }

    /// <summary>Marks the value as stale: the next caller fetches. The old value stays usable if that fetch fails.</summary>
    public void Invalidate()
    {
        lock (_gate)
        {
            _entry = _entry?.AsStale();
            _wasInvalidated = true;
            _failures.Reset();
        }
    }

    private async ValueTask<T> GetOrFetchAsync(CancellationToken cancellationToken)
    {
        Task<T>? running = null;
        Entry<T>? entry;
        Exception? lastError;
        TimeSpan remaining, wait;
        lock (_gate)
        {
            entry = _entry;
            if (entry is not null && entry.Age(clock) < entry.Ahead)
            {
                return entry.Value; // the fetch ended after the first check without the lock
            }

            if (_running is not null || _failures.MayTry)
            {
                running = _running ??= StartFetchAsync(null);
            }

            (lastError, remaining, wait) = (_lastError, _failures.Remaining, policy.StaleWait - clock.GetElapsedTime(_fetchStarted));
        }

        var isUsable = entry is not null && entry.Age(clock) < policy.UsableFor;
        if (isUsable && (IsFresh(entry!) || lastError is not null || running is null || wait <= TimeSpan.Zero))
        {
            return entry!.Value;
        }

        if (running is null)
        {
            throw new ValueUnavailableException(remaining, lastError!);
        }

        try
        {
            return await (isUsable ? running.WaitAsync(wait, clock, cancellationToken) : running.WaitAsync(cancellationToken));
        }
        catch (Exception none) when (isUsable && none is ValueUnavailableException or TimeoutException)
        {
            return entry!.Value;
        }
    }

    private static async Task WaitAsync(Task<T> running, CancellationToken cancellationToken)
    {
        try
        {
            await running.WaitAsync(cancellationToken);
        }
        catch (ValueUnavailableException)
        {
            // Its own callers get the exception; this one fetches again or uses the cached value.
        }
    }

    /// <summary>Starts the single fetch; the caller holds the lock.</summary>
    private Task<T> StartFetchAsync(Renewal? renewal)
    {
        (_wasInvalidated, _fetchStarted) = (false, clock.GetTimestamp());
        using AsyncFlowControl? suppressed = ExecutionContext.IsFlowSuppressed() ? null : ExecutionContext.SuppressFlow();
        return Task.Run(() => FetchAsync(renewal));
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever the exception, the last value stays in use and the caller gets an error.")]
    private async Task<T> FetchAsync(Renewal? renewal)
    {
        using var deadline = new CancellationTokenSource(policy.Deadline, clock);
        try
        {
            // WaitAsync as well as the token: a source that ignores its token must not block the callers.
            var entry = await _kept.TakeAsync(deadline.Token) is { } kept
                ? Entry<T>.Of(kept, clock)
                : Entry<T>.Of(await fetch(_entry?.Value, deadline.Token).WaitAsync(deadline.Token), policy, clock);
            Store(entry, renewal);
            return entry.Value;
        }
        catch (Exception cause)
        {
            var unavailable = Fail(cause, renewal);
            failed(cause); // last, because the callback may throw
            throw unavailable;
        }
    }

    private void Store(Entry<T> entry, Renewal? renewal)
    {
        lock (_gate)
        {
            _entry = _wasInvalidated ? entry.AsStale() : entry; // the fetch started before the invalidation and may have read the old value
            _failures.Reset();
            (_running, _lastError) = (null, null);
            Charge(renewal, entry.Value);
        }
    }

    private ValueUnavailableException Fail(Exception cause, Renewal? renewal)
    {
        lock (_gate)
        {
            _failures.Start();
            (_running, _lastError) = (null, cause);
            return new ValueUnavailableException(_failures.Remaining, cause);
        }
    }

    private bool IsFresh(Entry<T> entry) => entry.Ahead > TimeSpan.Zero && entry.Age(clock) < policy.FreshFor;

    /// <summary>Charges the budget of a fetch; the shared budget only if the fetch returned nothing new.</summary>
    private void Charge(Renewal? renewal, T value)
    {
        if (renewal?.Budget == _renewals && !value.Equals(renewal.Stale))
        {
            _renewals.Reset();
        }
        else
        {
            renewal?.Budget.Start();
        }
    }

    /// <summary>A fetch that a caller requested because the value is stale, and the budget it counts against.</summary>
    private sealed record Renewal(T Stale, CoolDown Budget);
}
