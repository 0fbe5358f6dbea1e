using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using TokenExchange.Failures;
using TokenExchange.SharedState;
using TokenExchange.Telemetry;

namespace TokenExchange.Sessions;

/// <summary>
/// The log in which instances tell each other what has ended: append blobs by the hour. Reads what is new since the last read, and what a session that
/// still lives could be ended by when the instance starts.
/// </summary>
internal sealed class EndedSessionsLog
{
    /// <summary>Near the turn of an hour both hours' logs are read: the instances' clocks may differ by so much.</summary>
    private static readonly TimeSpan ClockDifference = TimeSpan.FromMinutes(1);

    private readonly ISharedState _state;
    private readonly LogSeal _seal;
    private readonly EndedSessions _ended;
    private readonly TimeSpan _history;
    private readonly TimeProvider _clock;
    private readonly CappedLogger<EndedSessionsLog> _logger;
    private readonly string _prefix;
    private readonly Dictionary<string, Position> _positions = new(StringComparer.Ordinal);
    private bool _hasHistory;

    public EndedSessionsLog(
        ISharedState state, LogSeal seal, SealContext context, EndedSessions ended, SessionsOptions options, TimeProvider clock, CappedLogger<EndedSessionsLog> logger)
    {
        (_state, _seal, _ended, _history, _clock, _logger) = (state, seal, ended, options.AbsoluteLifetime + TimeSpan.FromHours(1), clock, logger);
        var deployment = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(context.Deployment)).AsSpan(0, 8));
        _prefix = $"ended/{deployment}/";
    }

    /// <summary>Appends what has ended; one call to the store.</summary>
    /// <exception cref="OutageException">The store did not answer; nothing was appended, as far as is known.</exception>
    public async Task AppendAsync(IReadOnlyCollection<SessionEnd> ends, CancellationToken cancellationToken)
    {
        var line = await _seal.CloseAsync(SessionEnd.Write(ends), cancellationToken);
        var hour = Hour(_clock.GetUtcNow());
        for (var part = PositionOf(hour).Part; !await _state.AppendAsync(Name(hour, part), line, cancellationToken);)
        {
            part++; // that one is full
        }
    }

    /// <summary>Reads what is new. One caller at a time.</summary>
    /// <exception cref="OutageException">The store did not answer; what was read until then is kept.</exception>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        if (!_hasHistory)
        {
            await ReadHistoryAsync(cancellationToken);
            _hasHistory = true;
        }

        var now = _clock.GetUtcNow();
        foreach (var hour in new[] { Hour(now - ClockDifference), Hour(now), Hour(now + ClockDifference) }.Distinct())
        {
            await ReadHourAsync(hour, cancellationToken);
        }
    }

    private async Task ReadHistoryAsync(CancellationToken cancellationToken)
    {
        var first = Hour(_clock.GetUtcNow() - _history);
        var names = await _state.FindLogsAsync(_prefix, cancellationToken);
        var hours = names.Where(name => name.Length >= _prefix.Length + first.Length).Select(name => name.Substring(_prefix.Length, first.Length));
        foreach (var hour in hours.Where(hour => string.CompareOrdinal(hour, first) >= 0).Distinct().Order(StringComparer.Ordinal))
        {
            await ReadHourAsync(hour, cancellationToken);
        }
    }

    private async Task ReadHourAsync(string hour, CancellationToken cancellationToken)
    {
        while (await ReadSliceAsync(hour, PositionOf(hour), cancellationToken))
        {
        }
    }

    /// <summary>Reads one piece; true when there is more to read.</summary>
    private async Task<bool> ReadSliceAsync(string hour, Position position, CancellationToken cancellationToken)
    {
        // With the end of the line before it: a log that was deleted or restored meanwhile has no such byte there.
        var before = position.IsAfterLine ? 1 : 0;
        var slice = await _state.ReadLogAsync(Name(hour, position.Part), position.Offset - before, cancellationToken);
        if (before > 0 && (slice.Content.IsEmpty || slice.Content.Span[0] != LogSeal.NewLine))
        {
            SetPosition(hour, position with { Offset = 0, IsAfterLine = false });
            return true;
        }

        var content = slice.Content[before..];
        var used = await TakeAsync(content, cancellationToken);
        var next = position with { Offset = position.Offset + used, IsAfterLine = used > 0 || position.IsAfterLine };
        if (used == 0 && slice.HasMore)
        {
            next = position with { Offset = position.Offset + content.Length, IsAfterLine = false }; // no record is that long
            _logger.LogRecordUnreadable();
        }

        SetPosition(hour, slice is { HasMore: false, IsFull: true } ? Position.Start with { Part = position.Part + 1 } : next);
        return slice.HasMore || slice.IsFull;
    }

    /// <summary>Adds the entries of whole lines; gives how many bytes they are. The end of a line may come with the next slice.</summary>
    private async Task<long> TakeAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var used = 0;
        for (var end = content.Span.IndexOf(LogSeal.NewLine); end >= 0; end = content.Span[used..].IndexOf(LogSeal.NewLine))
        {
            if (await _seal.OpenAsync(content.Slice(used, end), cancellationToken) is { } record)
            {
                SessionEnd.Read(record).ForEach(_ended.Add);
            }
            else
            {
                _logger.LogRecordUnreadable();
            }

            used += end + 1;
        }

        return used;
    }

    private Position PositionOf(string hour)
    {
        lock (_positions)
        {
            return _positions.GetValueOrDefault(hour) ?? Position.Start;
        }
    }

    private void SetPosition(string hour, Position position)
    {
        lock (_positions)
        {
            _positions[hour] = position;
            var last = Hour(_clock.GetUtcNow() - TimeSpan.FromHours(2));
            foreach (var old in _positions.Keys.Where(known => string.CompareOrdinal(known, last) < 0).ToList())
            {
                _positions.Remove(old);
            }
        }
    }

    private string Name(string hour, int part) => string.Create(CultureInfo.InvariantCulture, $"{_prefix}{hour}-{part:D3}");

    private static string Hour(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyyMMddHH", CultureInfo.InvariantCulture);

    /// <summary>How far an hour's logs were read; usually to the end of a line.</summary>
    private sealed record Position(int Part, long Offset, bool IsAfterLine)
    {
        public static Position Start { get; } = new(0, 0, false);
    }
}
