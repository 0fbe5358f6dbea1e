using System.Collections.Concurrent;
using TokenExchange.Failures;

namespace TokenExchange.Gate;

/// <summary>
/// The generic cell rate algorithm: each key may use its limit in a burst and then continues at the average rate. One timestamp for each key.
/// The framework's limiters use a clock of their own, which tests and the local host could not control. Uses the monotonic clock, so that a change of
/// the system time rejects no request.
/// </summary>
internal sealed class RateLimiter(RateLimitOptions options, TimeProvider clock)
{
    /// <summary>The number of new keys after which idle keys are removed. Many addresses in a short time thus need the memory of one window only.</summary>
    private const int SweepEvery = 10_000;

    private readonly ConcurrentDictionary<string, long> _dueAt = new(StringComparer.Ordinal);
    private readonly long _origin = clock.GetTimestamp();
    private readonly Failure _limited = Catalogue.RateLimited.WithReason($"Got more than {options.Requests} requests in {options.Window}.");
    private int _sinceSweep;

    /// <summary>The number of keys in memory.</summary>
    public int Keys => _dueAt.Count;

    /// <summary>Counts one request. Returns the error, with the time to wait, when the limit is reached.</summary>
    public Failure? Count(string key)
    {
        if (options.Requests == 0)
        {
            return null;
        }

        var now = clock.GetElapsedTime(_origin).Ticks;
        var step = Math.Max(1, options.Window.Ticks / options.Requests);
        while (true)
        {
            var known = Known(key, now);
            var due = Math.Max(known, now) + step;
            if (due - now > options.Window.Ticks)
            {
                return _limited with { RetryAfter = TimeSpan.FromTicks(due - now - options.Window.Ticks) };
            }

            if (_dueAt.TryUpdate(key, due, known))
            {
                return null;
            }
        }
    }

    private long Known(string key, long now)
    {
        if (_dueAt.TryGetValue(key, out var known))
        {
            return known;
        }

        if (Interlocked.Increment(ref _sinceSweep) >= SweepEvery)
        {
            Sweep(now);
        }

        return _dueAt.GetOrAdd(key, now);
    }

    private void Sweep(long now)
    {
        Interlocked.Exchange(ref _sinceSweep, 0);
        foreach (var idle in _dueAt.Where(pair => pair.Value <= now))
        {
            _dueAt.TryRemove(idle);
        }
    }
}
