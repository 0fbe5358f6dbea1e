using System.Collections.Concurrent;
using TokenExchange.Failures;

namespace TokenExchange.Gate;

/// <summary>
/// The generic cell rate algorithm: each key may burst up to the limit and then goes on at its average rate. One timestamp a key.
/// The framework's limiters keep their own clock, which tests and the local host could not move. Time is that of the monotonic clock: setting the
/// machine's date back refuses nobody.
/// </summary>
internal sealed class RateLimiter(RateLimitOptions options, TimeProvider clock)
{
    /// <summary>How many new keys may come before the idle ones are swept: a flood of addresses costs no more memory than one window of it brings.</summary>
    private const int SweepEvery = 10_000;

    private readonly ConcurrentDictionary<string, long> _dueAt = new(StringComparer.Ordinal);
    private readonly long _origin = clock.GetTimestamp();
    private int _sinceSweep;

    /// <summary>How many keys are kept.</summary>
    public int Keys => _dueAt.Count;

    /// <summary>Counts one request; the refusal, with the time to wait, when the key's budget is spent.</summary>
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
                return Catalogue.RateLimited with { RetryAfter = TimeSpan.FromTicks(due - now - options.Window.Ticks) };
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
