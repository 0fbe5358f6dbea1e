using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace TokenExchange.Caching;

/// <summary>
/// A value that is fetched by one flight at a time, refreshed ahead of its age, served stale while its source fails, and refused when too old.
/// </summary>
/// <remarks>
/// <code>
/// age  0 ───────── ahead ───── FreshFor ─────────────────── UsableFor ──►
///      served      served,     one caller's attempt is      refused unless
///                  refreshed   awaited; once it failed,     the fetch succeeds
///                  behind      served, retried behind
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
    private volatile Entry? _entry;
    private Task<T>? _flight;
    private Exception? _lastError;
    private bool _isOvertaken;

    /// <summary>The value as it stands, without asking anybody; null when there is none that may be used.</summary>
    public T? Peek => _entry is { } entry && Age(entry) < policy.UsableFor ? entry.Value : null;

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

    /// <summary>A separate budget of renewals, for callers who may not spend the one of others.</summary>
    public CoolDown SeparateBudget() => policy.RenewalBudget(clock);

    /// <summary>The value, from memory whenever it is young enough.</summary>
    /// <exception cref="ValueUnavailableException">There is none that may be used.</exception>
    public ValueTask<T> GetAsync(CancellationToken cancellationToken) =>
        _entry is { } entry && Age(entry) < entry.Ahead ? ValueTask.FromResult(entry.Value) : GetSlowlyAsync(cancellationToken);

    /// <summary>
    /// A newer value than the one that was found wanting, or the same when its source has none or may not be asked again yet.
    /// </summary>
    /// <exception cref="ValueUnavailableException">The source failed.</exception>
    public ValueTask<T> RenewAsync(T wanting, CancellationToken cancellationToken) => RenewAsync(wanting, _renewals, cancellationToken);

    /// <summary>The same, paid from a budget of its own.</summary>
    /// <exception cref="ValueUnavailableException">The source failed.</exception>
    public async ValueTask<T> RenewAsync(T wanting, CoolDown budget, CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _flight) is { } running)
        {
            // It began before the caller knew that the value is wanting, so it may bring the old one once more: then ask again.
            await ObserveAsync(running, cancellationToken);
        }

        Task<T> flight;
        lock (_gate)
        {
            if (_entry is { } entry && !entry.Value.Equals(wanting))
            {
                return entry.Value;
            }

            if (_flight is null && _lastError is not null && !_failures.MayTry)
            {
                // Nobody knows whether there is a newer one: saying "no" would turn an outage into a refusal.
                throw new ValueUnavailableException(_failures.Remaining, _lastError);
            }

            if (_flight is null && _lastError is null && !budget.MayTry)
            {
                return wanting;
            }

            flight = _flight ??= LaunchAsync(new Renewal(wanting, budget));
        }

        return await flight.WaitAsync(cancellationToken);
    }

    /// <summary>Treats the value as aged: the next caller fetches. What it holds stays usable if that fails.</summary>
    public void BringForward()
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
        Entry? entry;
        Exception? lastError;
        TimeSpan remaining;
        lock (_gate)
        {
            entry = _entry;
            if (entry is not null && Age(entry) < entry.Ahead)
            {
                return entry.Value; // it landed between the caller's first look and this one
            }

            if (_flight is not null || _failures.MayTry)
            {
                flight = _flight ??= LaunchAsync(null);
            }

            (lastError, remaining) = (_lastError, _failures.Remaining);
        }

        var isUsable = entry is not null && Age(entry) < policy.UsableFor;
        if (isUsable && (IsFresh(entry!) || lastError is not null || flight is null))
        {
            return entry!.Value;
        }

        if (flight is null)
        {
            throw new ValueUnavailableException(remaining, lastError!);
        }

        try
        {
            return await flight.WaitAsync(cancellationToken);
        }
        catch (ValueUnavailableException) when (isUsable)
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
        _isOvertaken = false;
        if (ExecutionContext.IsFlowSuppressed())
        {
            return Task.Run(() => FlyAsync(renewal));
        }

        using (ExecutionContext.SuppressFlow())
        {
            return Task.Run(() => FlyAsync(renewal));
        }
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
        var ahead = policy.FreshFor * (0.8 + (0.1 * RandomNumberGenerator.GetInt32(1001) / 1000)); // instances must not meet
        lock (_gate)
        {
            var entry = new Entry(value, clock.GetUtcNow(), clock.GetTimestamp(), ahead);
            _entry = _isOvertaken ? entry.Aged() : entry; // what was read before the event may be what the event was about
            _failures.Reset();
            (_flight, _lastError) = (null, null);
            renewal?.Account(value);
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

    private bool IsFresh(Entry entry) => entry.Ahead > TimeSpan.Zero && Age(entry) < policy.FreshFor;

    /// <summary>The greater of the ages by both clocks: a date that was set back makes nothing younger, and neither does a pause of the machine.</summary>
    private TimeSpan Age(Entry entry)
    {
        var (byDate, byTimer) = (clock.GetUtcNow() - entry.FetchedAt, clock.GetElapsedTime(entry.Timestamp));
        return byDate > byTimer ? byDate : byTimer;
    }

    private sealed record Entry(T Value, DateTimeOffset FetchedAt, long Timestamp, TimeSpan Ahead)
    {
        public Entry Aged() => this with { Ahead = TimeSpan.Zero };
    }

    /// <summary>Why a flight began out of turn, and whose budget pays for it if it brings nothing.</summary>
    private sealed record Renewal(T Wanting, CoolDown Budget)
    {
        public void Account(T value)
        {
            if (value.Equals(Wanting))
            {
                Budget.Start();
            }
            else
            {
                Budget.Reset();
            }
        }
    }
}
