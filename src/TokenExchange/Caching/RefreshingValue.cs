using System.Diagnostics.CodeAnalysis;

namespace TokenExchange.Caching;

/// <summary>
/// A value that is fetched by one flight at a time, refreshed ahead of its age, served stale while its source fails, and refused when too old.
/// </summary>
/// <remarks>
/// <code>
/// age  0 ───────── ahead ───── FreshFor ─────────────────── UsableFor ──►
///      served      served,     served once the fetch        refused unless
///                  refreshed   failed or has run for        the fetch succeeds
///                  behind      StaleWait; retried behind
/// </code>
/// A fetch belongs to nobody's request: it has a deadline of its own, and every caller waits under its own token.
/// </remarks>
/// <param name="policy">Ages and cool-downs.</param>
/// <param name="fetch">Gets the value; is given the last one, so that it can keep what cannot have changed.</param>
/// <param name="clock">The service's clock.</param>
/// <param name="failed">Told of every failed fetch, once.</param>
internal sealed class RefreshingValue<T>(
    RefreshPolicy policy, Func<T?, CancellationToken, Task<T>> fetch, TimeProvider clock, Action<Exception> failed)
    where T : class, IEquatable<T>
{
    private readonly Lock _gate = new();
    private readonly CoolDown _failures = new(policy.FirstRetry ?? policy.CoolDown, policy.CoolDownCeiling, clock);
    private readonly CoolDown _renewals = policy.RenewalBudget(clock);
    private volatile Entry<T>? _entry;
    private Task<T>? _flight;
    private long _flightBegan;
    private Exception? _lastError;
    private bool _isOvertaken;

    /// <summary>The value as it stands, without asking anybody; null when there is none that may be used.</summary>
    public T? Peek => _entry is { } entry && entry.Age(clock) < policy.UsableFor ? entry.Value : null;

    /// <summary>Whether the source failed when it was last asked.</summary>
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

    /// <summary>A separate budget of renewals, for callers who must not spend the one of others.</summary>
    public CoolDown SeparateBudget() => policy.RenewalBudget(clock);

    /// <summary>The renewal that this separate budget paid for helped its caller: the next one may follow at once.</summary>
    public void Refund(CoolDown budget)
    {
        lock (_gate)
        {
            budget.Reset();
        }
    }

    /// <summary>The value, from memory whenever it is young enough.</summary>
    /// <exception cref="ValueUnavailableException">There is none that may be used.</exception>
    public ValueTask<T> GetAsync(CancellationToken cancellationToken) =>
        _entry is { } entry && entry.Age(clock) < entry.Ahead ? ValueTask.FromResult(entry.Value) : GetSlowlyAsync(cancellationToken);

    /// <summary>
    /// A newer value than the one that was found to be stale, or the same when its source has none or may not be asked again yet.
    /// </summary>
    /// <exception cref="ValueUnavailableException">The source failed.</exception>
    public async ValueTask<T> RenewAsync(T stale, CancellationToken cancellationToken) => (await RenewAsync(stale, _renewals, cancellationToken)).Value;

    /// <summary>
    /// The same, paid from a separate budget. Every fetch costs it, whatever it brings, until <see cref="Refund"/>: a source that alternates between two
    /// values would otherwise be asked by every caller.
    /// </summary>
    /// <exception cref="ValueUnavailableException">The source failed.</exception>
    public async ValueTask<Renewed<T>> RenewAsync(T stale, CoolDown budget, CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _flight) is { } running)
        {
            // It began before the caller knew that the value is stale, so it may bring the old one once more: then ask again.
            await ObserveAsync(running, cancellationToken);
        }

        Task<T> flight;
        lock (_gate)
        {
            if (_entry is { } entry && !entry.Value.Equals(stale))
            {
                return new(entry.Value, null);
            }

            if (_flight is null && _lastError is not null && !_failures.MayTry)
            {
                // Whether there is a newer one is not known: saying "no" would turn an outage into a refusal.
                throw new ValueUnavailableException(_failures.Remaining, _lastError);
            }

            if (_flight is null && _lastError is null && !budget.MayTry)
            {
                return new(stale, budget.Remaining);
            }

            flight = _flight ??= LaunchAsync(new Renewal(stale, budget));
        }

        return new(await flight.WaitAsync(cancellationToken), null);
    }

    /// <summary>Marks the value as stale: the next caller fetches. The old value stays usable if that fetch fails.</summary>
    public void Invalidate()
    {
        lock (_gate)
        {
            _entry = _entry?.Aged();
            _isOvertaken = true;
            _failures.Reset();
        }
    }

    private async ValueTask<T> GetSlowlyAsync(CancellationToken cancellationToken)
    {
        Task<T>? flight = null;
        Entry<T>? entry;
        Exception? lastError;
        TimeSpan remaining, wait;
        lock (_gate)
        {
            entry = _entry;
            if (entry is not null && entry.Age(clock) < entry.Ahead)
            {
                return entry.Value; // it landed between the caller's first look and this one
            }

            if (_flight is not null || _failures.MayTry)
            {
                flight = _flight ??= LaunchAsync(null);
            }

            (lastError, remaining, wait) = (_lastError, _failures.Remaining, policy.StaleWait - clock.GetElapsedTime(_flightBegan));
        }

        var isUsable = entry is not null && entry.Age(clock) < policy.UsableFor;
        if (isUsable && (IsFresh(entry!) || lastError is not null || flight is null || wait <= TimeSpan.Zero))
        {
            return entry!.Value;
        }

        if (flight is null)
        {
            throw new ValueUnavailableException(remaining, lastError!);
        }

        try
        {
            return await (isUsable ? flight.WaitAsync(wait, clock, cancellationToken) : flight.WaitAsync(cancellationToken));
        }
        catch (Exception none) when (isUsable && none is ValueUnavailableException or TimeoutException)
        {
            return entry!.Value;
        }
    }

    private static async Task ObserveAsync(Task<T> flight, CancellationToken cancellationToken)
    {
        try
        {
            await flight.WaitAsync(cancellationToken);
        }
        catch (ValueUnavailableException)
        {
            // Its own callers were told; this one asks again or takes what there is.
        }
    }

    /// <summary>Starts the one flight; the caller holds the lock.</summary>
    private Task<T> LaunchAsync(Renewal? renewal)
    {
        (_isOvertaken, _flightBegan) = (false, clock.GetTimestamp());
        using AsyncFlowControl? suppressed = ExecutionContext.IsFlowSuppressed() ? null : ExecutionContext.SuppressFlow();
        return Task.Run(() => FlyAsync(renewal));
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever broke the fetch, the last value stays and the caller is told.")]
    private async Task<T> FlyAsync(Renewal? renewal)
    {
        using var deadline = new CancellationTokenSource(policy.Deadline, clock);
        try
        {
            // WaitAsync as well as the token: a source that ignores its token must not hold the callers.
            var value = await fetch(_entry?.Value, deadline.Token).WaitAsync(deadline.Token);
            Land(value, renewal);
            return value;
        }
        catch (Exception cause)
        {
            var unavailable = Crash(cause, renewal);
            failed(cause); // last: whoever is told may throw
            throw unavailable;
        }
    }

    private void Land(T value, Renewal? renewal)
    {
        var entry = Entry<T>.Of(value, policy, clock);
        lock (_gate)
        {
            _entry = _isOvertaken ? entry.Aged() : entry; // what was read before the event may be what the event was about
            _failures.Reset();
            (_flight, _lastError) = (null, null);
            Account(renewal, value);
        }
    }

    private ValueUnavailableException Crash(Exception cause, Renewal? renewal)
    {
        lock (_gate)
        {
            _failures.Start();
            (_flight, _lastError) = (null, cause);
            return new ValueUnavailableException(_failures.Remaining, cause);
        }
    }

    private bool IsFresh(Entry<T> entry) => entry.Ahead > TimeSpan.Zero && entry.Age(clock) < policy.FreshFor;

    /// <summary>Charges the budget that paid for a flight; the own one only if the flight brought nothing new.</summary>
    private void Account(Renewal? renewal, T value)
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

    /// <summary>Why a flight began out of turn, and whose budget pays for it.</summary>
    private sealed record Renewal(T Stale, CoolDown Budget);
}
