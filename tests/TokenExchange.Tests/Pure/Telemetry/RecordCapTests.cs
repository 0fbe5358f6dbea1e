using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using TokenExchange.Telemetry;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Pure;

/// <summary>How many records of one event are written in a minute, and that nothing is left out that only known users can cause.</summary>
public sealed class RecordCapTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private readonly LogSink _logs = new();
    private readonly LoggerFactory _loggers;
    private readonly PaperTelemetry _telemetry;

    public RecordCapTests()
    {
        _loggers = new LoggerFactory([_logs]);
        _telemetry = new PaperTelemetry(_clock, _loggers);
    }

    public void Dispose()
    {
        _loggers.Dispose();
        _logs.Dispose();
    }

    [Fact]
    public void One_event_does_not_use_up_what_another_may_write()
    {
        var logger = _telemetry.Logger<RecordCapTests>();
        Write(logger, 1, 10_000);

        Write(logger, 2, 1);

        Assert.Equal((600, 1), (Count(1), Count(2)));
    }

    [Fact]
    public void What_is_left_out_is_said_once_in_a_minute_and_the_next_minute_begins_anew()
    {
        var logger = _telemetry.Logger<RecordCapTests>();

        Write(logger, 1, 5_000);
        _clock.Advance(TimeSpan.FromMinutes(1) - TimeSpan.FromTicks(1));
        Write(logger, 1, 5_000);
        var first = (Count(1), Count(2000));
        _clock.Advance(TimeSpan.FromTicks(1));
        Write(logger, 1, 5_000);

        Assert.Equal((600, 1), first);
        Assert.Equal((1200, 2), (Count(1), Count(2000)));
        Assert.Contains(_logs.Lines, line => line.Id == 2000 && line.Fields["Event"] == "1");
    }

    [Fact]
    public void Two_loggers_of_one_event_share_its_cap()
    {
        Write(_telemetry.Logger<RecordCapTests>(), 1, 400);
        Write(_telemetry.Logger<RecordCapTests>(), 1, 400);

        Assert.Equal(600, Count(1));
    }

    [Fact]
    public void Of_the_audit_stream_only_what_anybody_can_cause_is_capped()
    {
        for (var i = 0; i < 1000; i++)
        {
            _telemetry.Audit.SignedIn("session", "trace");
            _telemetry.Audit.SignedOut("session", "user", "trace");
            _telemetry.Audit.ReuseDetected("session", "trace");
            _telemetry.Audit.SignatureRefused("logout_token");
            _telemetry.Audit.CallDenied("code", 400, "route", "", "trace");
            _telemetry.Audit.CrossSiteRefused("code", 403, "route", "", "trace");
        }

        Assert.Equal((1000, 1000, 1000, 600, 600, 600), (Count(1900), Count(1904), Count(1903), Count(1909), Count(1907), Count(1908)));
    }

    private static void Write(CappedLogger<RecordCapTests> logger, int id, int times)
    {
        for (var i = 0; i < times; i++)
        {
            logger.Log(LogLevel.Information, new EventId(id), "text", null, (text, _) => text);
        }
    }

    private int Count(int id) => _logs.Lines.Count(line => line.Id == id);
}
