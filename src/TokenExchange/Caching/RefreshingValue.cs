using TokenExchange.Failures;

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
/// </remarks>
internal sealed class RefreshingValue<T>
    where T : class, IEquatable<T>
{
    private readonly Lock _gate = new();
    private readonly RefreshPolicy _policy;
    private readonly TimeProvider _clock;
    private readonly SingleFetch<T> _fetch;
    private readonly CoolDown _renewals;

    /// <param name="policy">The ages and cool-downs.</param>
    /// <param name="source">The source.</param>
    /// <param name="clock">The service's clock.</param>
    public RefreshingValue(RefreshPolicy policy, RefreshSource<T> source, TimeProvider clock)
    {
        (_policy, _clock) = (policy, clock);
        _fetch = new SingleFetch<T>(source, policy, clock, _gate);
        _renewals = SeparateBudget();
    }

    /// <summary>The cached value without a fetch; null when there is none that may be used.</summary>
    public T? Peek => _fetch.Entry is { } entry && IsUsable(entry) ? entry.Value : null;

    /// <summary>Whether the last fetch failed.</summary>
    public bool IsFailing => _fetch.HasFailed;

    /// <summary>A separate budget of renewals, for callers that must not use up the budget of others.</summary>
    public CoolDown SeparateBudget() => _policy.RenewalBudget(_clock);

    /// <summary>Resets a separate budget, because the renewal it allowed helped its caller: the next one may follow at once.</summary>
    public void Refund(CoolDown budget)
    {
        lock (_gate)
        {
            budget.Reset();
        }
    }

    /// <summary>The value, from the cache whenever it is young enough.</summary>
    /// <exception cref="OutageException">There is no value that may be used.</exception>
    public ValueTask<T> GetAsync(CancellationToken cancellationToken) =>
        _fetch.Entry is { } entry && entry.Age(_clock) < entry.Ahead ? ValueTask.FromResult(entry.Value) : GetOrFetchAsync(cancellationToken);

    /// <summary>
    /// A newer value than the stale one, or the same value when the source has no newer one or may not be called again yet.
    /// </summary>
    /// <exception cref="OutageException">The source failed.</exception>
    public async ValueTask<T> RenewAsync(T stale, CancellationToken cancellationToken) => (await RenewAsync(stale, _renewals, cancellationToken)).Value;

    /// <summary>
    /// The same with a separate budget. Every fetch counts, whatever its result, until <see cref="Refund"/>: otherwise every caller could cause a fetch
    /// from a source that alternates between two values.
    /// </summary>
    /// <exception cref="OutageException">The source failed.</exception>
    public async ValueTask<Renewed<T>> RenewAsync(T stale, CoolDown budget, CancellationToken cancellationToken)
    {
        if (_fetch.Running is { } running)
        {
            // It started before the caller found the value stale, so it may return the same value: fetch once more in that case.
            await WaitAsync(running, cancellationToken);
        }

        Task<T> pending;
        lock (_gate)
        {
            if (_fetch.Entry is { } entry && !entry.Value.Equals(stale))
            {
                return new(entry.Value, null);
            }

            if (_fetch.Running is null && _fetch.HasFailed && !_fetch.MayTry)
            {
                // Whether there is a newer value is not known; "no newer value" would turn an outage into an error of the caller.
                throw _fetch.Outage();
            }

            if (_fetch.Running is null && !_fetch.HasFailed && !budget.MayTry)
            {
                return new(stale, budget.Remaining);
            }

            pending = _fetch.Running ?? _fetch.StartAsync(fetched => Charge(budget, isNew: !fetched.Equals(stale)));
        }

        return new(await pending.WaitAsync(cancellationToken), null);
    }

    /// <summary>Marks the value as stale: the next caller fetches. The old value stays usable if that fetch fails.</summary>
    public void Invalidate()
    {
        lock (_gate)
        {
            _fetch.Invalidate();
        }
    }

    private async ValueTask<T> GetOrFetchAsync(CancellationToken cancellationToken)
    {
        Task<T> running;
        Entry<T>? usable;
        TimeSpan wait;
        lock (_gate)
        {
            var entry = _fetch.Entry;
            if (entry is not null && entry.Age(_clock) < entry.Ahead)
            {
                return entry.Value; // the fetch ended after the first check without the lock
            }

            usable = entry is not null && IsUsable(entry) ? entry : null;
            if (_fetch.Running is null && !_fetch.MayTry)
            {
                return usable?.Value ?? throw _fetch.Outage();
            }

            running = _fetch.Running ?? _fetch.StartAsync(fetched: null);
            wait = _policy.StaleWait - _fetch.Elapsed;
            if (usable is not null && (IsFresh(usable) || _fetch.HasFailed || wait <= TimeSpan.Zero))
            {
                return usable.Value;
            }
        }

        try
        {
            return await (usable is null ? running.WaitAsync(cancellationToken) : running.WaitAsync(wait, _clock, cancellationToken));
        }
        catch (Exception none) when (usable is not null && none is OutageException or TimeoutException)
        {
            return usable!.Value;
        }
    }

    private static async Task WaitAsync(Task<T> running, CancellationToken cancellationToken)
    {
        try
        {
            await running.WaitAsync(cancellationToken);
        }
        catch (OutageException)
        {
            // Its own callers get the exception; this one fetches again or uses the cached value.
        }
    }

    private bool IsUsable(Entry<T> entry) => entry.IsWithin(_policy.UsableFor, _clock);

    private bool IsFresh(Entry<T> entry) => entry.Ahead > TimeSpan.Zero && entry.IsWithin(entry.FreshFor, _clock);

    /// <summary>Charges the budget of a fetch; the shared budget only if the fetch returned nothing new.</summary>
    private void Charge(CoolDown budget, bool isNew)
    {
        if (budget == _renewals && isNew)
        {
            budget.Reset();
        }
        else
        {
            budget.Start();
        }
    }
}
