namespace TokenExchange.Proxy;

/// <summary>
/// The activity time-out of one call: <c>Timeout</c> until the upstream's response starts, then <c>IdleTimeout</c>. Data in either
/// direction restarts it.
/// </summary>
internal sealed class ActivityTimeout : IDisposable
{
    private readonly CancellationTokenSource _source;
    private readonly ITimer _timer;
    private readonly TimeSpan _pauseOfAnswer;
    private TimeSpan _pause;
    private volatile bool _hasPassed;

    public ActivityTimeout(ProxyRouteOptions options, TimeProvider clock, CancellationToken clientLeft)
    {
        (_pause, _pauseOfAnswer) = (options.Timeout, options.IdleTimeout);
        _source = CancellationTokenSource.CreateLinkedTokenSource(clientLeft);
        _timer = clock.CreateTimer(_ => End(), null, _pause, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Cancelled by the time-out, and when the client disconnects.</summary>
    public CancellationToken Token => _source.Token;

    public bool HasPassed => _hasPassed;

    /// <summary>Whether it passed while waiting for the caller: a slow caller is not a slow upstream.</summary>
    public bool CallerStalled { get; private set; }

    /// <summary>Data has moved: restarts the time-out.</summary>
    public void Restart() => _timer.Change(_pause, Timeout.InfiniteTimeSpan);

    /// <summary>The upstream's response has started.</summary>
    public void AnswerBegan()
    {
        _pause = _pauseOfAnswer;
        Restart();
    }

    /// <summary>Waits for the caller: for a part of its body, or until it has read a part of the response.</summary>
    public async ValueTask<T> OfCallerAsync<T>(ValueTask<T> wait)
    {
        try
        {
            var moved = await wait;
            Restart();
            return moved;
        }
        catch (OperationCanceledException) when (_hasPassed)
        {
            CallerStalled = true;
            throw;
        }
    }

    public void Dispose()
    {
        _timer.Dispose();
        _source.Dispose();
    }

    private void End()
    {
        _hasPassed = true;
        try
        {
            _source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The call ended at the same moment.
        }
    }
}
