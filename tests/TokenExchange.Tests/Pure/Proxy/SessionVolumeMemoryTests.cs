using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using TokenExchange.Proxy;
using TokenExchange.Telemetry;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Pure;

/// <summary>The memory and the allocations of the counts of sessions.</summary>
public sealed class SessionVolumeMemoryTests : IDisposable
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(15);

    private readonly FakeTimeProvider _clock = new();
    private readonly LogSink _logs = new();
    private readonly LoggerFactory _loggers;
    private readonly SessionVolume _volume;
    private readonly RequestMeasure _measure;

    public SessionVolumeMemoryTests()
    {
        _loggers = new LoggerFactory([_logs]);
        var telemetry = new PaperTelemetry(_clock, _loggers);
        _measure = telemetry.Begin(new DefaultHttpContext());
        _volume = new SessionVolume(new ProxyOptions { SessionVolume = new(1000, Window) }, telemetry.Audit, _clock);
    }

    [Fact]
    public void More_sessions_than_fit_are_not_counted_and_those_whose_windows_have_ended_make_room()
    {
        Call(0, SessionVolume.MostSessions + 1000);
        Assert.Equal(SessionVolume.MostSessions, _volume.Sessions);

        _clock.Advance(Window);
        Call(SessionVolume.MostSessions + 1000, 10);

        Assert.Equal(10, _volume.Sessions);
    }

    [Fact]
    public void A_session_that_goes_on_is_kept_when_others_make_room()
    {
        Call(0, SessionVolume.MostSessions);
        _clock.Advance(Window);
        Call(0, 1); // its next window

        Call(SessionVolume.MostSessions, 1);

        Assert.Equal(2, _volume.Sessions);
    }

    [Fact]
    public void A_further_call_of_a_known_session_allocates_nothing()
    {
        var session = "a";
        _volume.Count(session, _measure);
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < 900; i++)
        {
            _volume.Count(session, _measure);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Calls_at_once_are_all_counted()
    {
        ParallelEnumerable.Range(0, 10_000).ForAll(call => _volume.Count($"{call % 5}", _measure));

        Assert.Equal(5, _volume.Sessions);
        Assert.Equal(10, _logs.Lines.Count); // of each of the 5 sessions two thousand calls
    }

    [Fact]
    public void Zero_counts_nothing()
    {
        var none = new SessionVolume(new ProxyOptions { SessionVolume = new(0, Window) }, new PaperTelemetry(_clock).Audit, _clock);

        none.Count("a", _measure);

        Assert.Equal(0, none.Sessions);
    }

    public void Dispose()
    {
        _measure.Dispose();
        _loggers.Dispose();
        _logs.Dispose();
    }

    private void Call(int first, int sessions)
    {
        for (var i = first; i < first + sessions; i++)
        {
            _volume.Count($"session {i}", _measure);
        }
    }
}
