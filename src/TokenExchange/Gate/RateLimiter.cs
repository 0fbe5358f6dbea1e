using System.Collections.Concurrent;
using TokenExchange.Failures;

namespace TokenExchange.Gate;

/// <summary>
/// The generic cell rate algorithm: each key may burst up to the limit and then goes on at its average rate. One timestamp a key.
/// The framework's limiters keep their own clock, which tests and the local host could not move.
/// </summary>
internal sealed class RateLimiter(RateLimitOptions options, TimeProvider clock)
{
    /// <summary>Keys kept at most; past it the idle ones are swept, so that a flood of addresses costs no memory.</summary>
    private const int MostKeys = 50_000;

    private readonly ConcurrentDictionary<string, long> _dueAt = new(StringComparer.Ordinal);

    /// <summary>Counts one request; the refusal, with the time to wait, when the key's budget is spent.</summary>
    public Failure? Count(string key)
    {
        if (options.Requests == 0)
        {
            return null;
        }

        var now = clock.GetUtcNow().UtcTicks;
        var step = Math.Max(1, options.Window.Ticks / options.Requests);
        while (true)
        {
            var known = _dueAt.GetOrAdd(key, now);
            var due = Math.Max(known, now) + step;
            if (due - now > options.Window.Ticks)
            {
                return Catalogue.RateLimited with { RetryAfter = TimeSpan.FromTicks(due - now - options.Window.Ticks) };
            }

            if (_dueAt.TryUpdate(key, due, known))
            {
                Sweep(now);
                return null;
            }
        }
    }

    private void Sweep(long now)
    {
        if (_dueAt.Count <= MostKeys)
        {
            return;
        }

        foreach (var idle in _dueAt.Where(pair => pair.Value <= now))
        {
            _dueAt.TryRemove(idle);
        }
    }
}
