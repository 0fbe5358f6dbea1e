using System.Collections.Concurrent;
using TokenExchange.Telemetry;

namespace TokenExchange.Proxy;

/// <summary>
/// Counts the calls of each session on this instance, and writes an audit record for each full number of them within a window
/// (<c>Proxy:SessionVolume</c>). An alert adds up what the instances have written. A call of a known session allocates nothing, and a session that makes few
/// calls writes nothing.
/// </summary>
internal sealed class SessionVolume(ProxyOptions options, Audit audit, TimeProvider clock)
{
    /// <summary>
    /// The number of sessions that are counted at the same time. Each costs about 150 bytes. Further ones are not counted until windows of others have ended.
    /// </summary>
    public const int MostSessions = 50_000;

    /// <summary>The shortest time between two searches for windows that have ended.</summary>
    private static readonly TimeSpan SweepInterval = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, Window> _windows = new(StringComparer.Ordinal);
    private readonly Lock _sweeping = new();
    private int _sessions;
    private long? _sweptAt;

    /// <summary>The number of sessions in memory.</summary>
    public int Sessions => Volatile.Read(ref _sessions);

    /// <summary>Counts a call that the rate limits have let pass.</summary>
    /// <param name="session">Pseudonym of the session.</param>
    /// <param name="measure">The call.</param>
    public void Count(string session, RequestMeasure measure)
    {
        var most = options.SessionVolume.Requests;
        if (most > 0 && Find(session) is { } window && window.Count(clock, options.SessionVolume.Window) % most == 0)
        {
            audit.ManyCalls(session, most, measure.Route, measure.TraceId);
        }
    }

    private Window? Find(string session)
    {
        if (_windows.TryGetValue(session, out var known))
        {
            return known;
        }

        if (Sessions >= MostSessions)
        {
            Sweep();
        }

        if (Sessions >= MostSessions)
        {
            return null;
        }

        var added = new Window(clock.GetTimestamp());
        if (_windows.TryAdd(session, added))
        {
            Interlocked.Increment(ref _sessions);
            return added;
        }

        return _windows.GetValueOrDefault(session);
    }

    private void Sweep()
    {
        lock (_sweeping)
        {
            if (_sweptAt is { } at && clock.GetElapsedTime(at) < SweepInterval)
            {
                return;
            }

            _sweptAt = clock.GetTimestamp();
            foreach (var ended in _windows.Where(pair => pair.Value.HasEnded(clock, options.SessionVolume.Window)))
            {
                if (_windows.TryRemove(ended))
                {
                    Interlocked.Decrement(ref _sessions);
                }
            }
        }
    }

    /// <summary>The calls of one session since its window began.</summary>
    private sealed class Window(long began)
    {
        private readonly Lock _gate = new();
        private long _began = began;
        private int _calls;

        /// <summary>Counts a call and returns its number in the window, from 1; the first call after the end of a window begins another.</summary>
        public int Count(TimeProvider clock, TimeSpan length)
        {
            lock (_gate)
            {
                if (clock.GetElapsedTime(_began) >= length)
                {
                    (_began, _calls) = (clock.GetTimestamp(), 0);
                }

                return ++_calls;
            }
        }

        public bool HasEnded(TimeProvider clock, TimeSpan length)
        {
            lock (_gate)
            {
                return clock.GetElapsedTime(_began) >= length;
            }
        }
    }
}
