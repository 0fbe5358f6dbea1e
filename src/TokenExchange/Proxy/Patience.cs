namespace TokenExchange.Proxy;

/// <summary>How long an upstream is waited for: first for its answer to begin, then for each piece of it. Can tell its own end from the client's.</summary>
internal sealed class Patience : IDisposable
{
    private readonly CancellationTokenSource _source;
    private readonly ITimer _timer;
    private readonly TimeSpan _pause;
    private volatile bool _isOver;

    public Patience(ProxyRouteOptions options, TimeProvider clock, CancellationToken clientLeft)
    {
        _pause = options.IdleTimeout;
        _source = CancellationTokenSource.CreateLinkedTokenSource(clientLeft);
        _timer = clock.CreateTimer(_ => End(), null, options.Timeout, Timeout.InfiniteTimeSpan);
    }

    public CancellationToken Token => _source.Token;

    public bool IsOver => _isOver;

    /// <summary>Something came: wait anew.</summary>
    public void Restart() => _timer.Change(_pause, Timeout.InfiniteTimeSpan);

    public void Dispose()
    {
        _timer.Dispose();
        _source.Dispose();
    }

    private void End()
    {
        _isOver = true;
        try
        {
            _source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The call ended in the same moment.
        }
    }
}
