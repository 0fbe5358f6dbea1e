using TokenExchange.Failures;
using TokenExchange.SharedState;
using TokenExchange.Telemetry;

namespace TokenExchange.Sessions;

/// <summary>
/// Keeps what this instance knows of ended sessions no older than <c>SharedState:PollInterval</c>: by a timer while requests come, and by the request itself
/// when the last read is too old, as on an instance that was frozen. Without shared state there is nothing to follow.
/// </summary>
internal sealed class EndedSessionsFollower : IDisposable
{
    /// <summary>A read that failed a moment ago is not repeated by every request.</summary>
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(2);

    private readonly EndedSessionsLog _log;
    private readonly SharedStateOptions _options;
    private readonly bool _isShared;
    private readonly TimeProvider _clock;
    private readonly CappedLogger<EndedSessionsFollower> _logger;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private readonly UnsentSessionEnds _unsent = new();
    private Task? _reading;
    private long? _readAt;
    private long? _failedAt;
    private bool _isArmed;
    private bool _wasUsed;

    public EndedSessionsFollower(
        EndedSessionsLog log, ISharedState state, SharedStateOptions options, TimeProvider clock, CappedLogger<EndedSessionsFollower> logger)
    {
        (_log, _isShared, _options, _clock, _logger) = (log, state.IsShared, options, clock, logger);
        _timer = clock.CreateTimer(_ => Tick(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Whether the last read failed, or entries wait for the store.</summary>
    public bool IsFailing
    {
        get
        {
            lock (_gate)
            {
                return _failedAt is not null || !_unsent.IsEmpty;
            }
        }
    }

    /// <summary>Returns once what is known is young enough.</summary>
    /// <exception cref="OutageException">With <c>OnOutage=closed</c>: the log could not be read for longer than <c>MaxStale</c>.</exception>
    public ValueTask EnsureFreshAsync(CancellationToken cancellationToken)
    {
        if (!_isShared)
        {
            return ValueTask.CompletedTask;
        }

        lock (_gate)
        {
            _wasUsed = true;
            if (!_isArmed)
            {
                _isArmed = true;
                _timer.Change(Ahead, Ahead);
            }

            if (Since(_readAt) < _options.PollInterval)
            {
                return ValueTask.CompletedTask;
            }
        }

        return new ValueTask(WaitAsync(cancellationToken));
    }

    /// <summary>Reads now; whatever another instance appended before this call is known afterwards, unless the store does not answer.</summary>
    public Task ReadNowAsync(CancellationToken cancellationToken) => _isShared ? TryReadAsync(isNew: true).WaitAsync(cancellationToken) : Task.CompletedTask;

    /// <summary>Tells the other instances. During an outage the entries wait, in memory, and are appended once the store answers.</summary>
    /// <exception cref="OutageException">Too many entries wait already.</exception>
    public async Task TellAsync(IReadOnlyCollection<SessionEnd> ends, CancellationToken cancellationToken)
    {
        if (!_isShared)
        {
            return;
        }

        if (!IsPaused())
        {
            try
            {
                await _log.AppendAsync(ends, cancellationToken);
                return;
            }
            catch (OutageException outage)
            {
                Fail(outage);
            }
        }

        _unsent.Add(ends);
    }

    public void Dispose() => _timer.Dispose();

    /// <summary>A little before the interval ends, so that no request waits for the read.</summary>
    private TimeSpan Ahead => _options.PollInterval * 0.8;

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        if (!IsPaused())
        {
            await TryReadAsync(isNew: false).WaitAsync(cancellationToken);
        }

        lock (_gate)
        {
            if (_options.OnOutage == OutagePolicy.Closed && Since(_readAt) > _options.MaxStale)
            {
                throw new OutageException(Catalogue.SharedStateUnavailable.WithReason("The log of ended sessions could not be read for longer than MaxStale."));
            }
        }
    }

    private void Tick()
    {
        lock (_gate)
        {
            if (!_wasUsed && _unsent.IsEmpty)
            {
                _isArmed = false;
                _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                return;
            }

            _wasUsed = false;
        }

        _ = TryReadAsync(isNew: false);
    }

    /// <summary>One read at a time. A new one begins after the one that runs: that may have passed the end of the log already.</summary>
    private Task TryReadAsync(bool isNew)
    {
        lock (_gate)
        {
            if (_reading is { IsCompleted: false } running)
            {
                return isNew ? AfterAsync(running) : running;
            }

            return _reading = ReadAsync();
        }
    }

    private async Task AfterAsync(Task running)
    {
        await running;
        await TryReadAsync(isNew: false);
    }

    private async Task ReadAsync()
    {
        await Task.Yield(); // outside the lock of the caller
        var began = _clock.GetTimestamp();
        try
        {
            await _unsent.SendAsync(ends => _log.AppendAsync(ends, CancellationToken.None));
            await _log.ReadAsync(CancellationToken.None);
            lock (_gate)
            {
                (_readAt, _failedAt) = (began, null);
            }
        }
        catch (OutageException outage)
        {
            Fail(outage);
        }
    }

    private void Fail(OutageException outage)
    {
        lock (_gate)
        {
            _failedAt = _clock.GetTimestamp();
        }

        _logger.EndedSessionsNotShared(outage.Failure.Reason);
    }

    private bool IsPaused()
    {
        lock (_gate)
        {
            return Since(_failedAt) < PauseAfterFailure;
        }
    }

    private TimeSpan Since(long? timestamp) => timestamp is { } at ? _clock.GetElapsedTime(at) : TimeSpan.MaxValue;
}
