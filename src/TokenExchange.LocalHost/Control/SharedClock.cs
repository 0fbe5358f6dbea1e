using System.Net.WebSockets;
using TokenExchange.Emulators;

namespace TokenExchange.LocalHost.Control;

/// <summary>
/// The clock of all gateways that share these services. A change returns when every following gateway has applied it: the next request to any of
/// them sees the new time.
/// </summary>
internal sealed class SharedClock(DevClock clock) : IDisposable
{
    private readonly SemaphoreSlim _oneMove = new(1, 1);
    private readonly List<Follower> _followers = [];

    public TimeSpan Offset => clock.Offset;

    public DateTimeOffset Now => clock.GetUtcNow();

    public Task AdvanceAsync(TimeSpan by) => MoveAsync(() => clock.Advance(by));

    /// <summary>Adds a gateway of another process, until it disconnects.</summary>
    public async Task<IResult> FollowAsync(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            return Results.NotFound();
        }

        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var line = new ClockLine(socket);
        if (await line.ReceiveAsync(context.RequestAborted) is not { } ahead)
        {
            return Results.Empty;
        }

        // A gateway whose clock was moved while no services were available moves the clock of the others too.
        var follower = new Follower(line);
        var isIn = MoveAsync(() =>
        {
            _followers.Add(follower);
            clock.AdvanceTo(ahead);
        });
        while (await line.ReceiveAsync(context.RequestAborted) is { } answer)
        {
            follower.Hear(answer);
        }

        follower.Leave();
        await isIn;
        await MoveAsync(() => _followers.Remove(follower));
        return Results.Empty;
    }

    public void Dispose() => _oneMove.Dispose();

    private async Task MoveAsync(Action move)
    {
        await _oneMove.WaitAsync();
        try
        {
            move();
            await Task.WhenAll(_followers.Select(follower => follower.TellAsync(clock.Offset)));
        }
        finally
        {
            _oneMove.Release();
        }
    }

    /// <summary>A following gateway, as the services see it. It receives one change at a time.</summary>
    private sealed class Follower(ClockLine line)
    {
        /// <summary>An unresponsive gateway does not delay the others for longer.</summary>
        private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(2);

        private readonly TaskCompletionSource _left = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly Lock _gate = new();
        private TaskCompletionSource _heard = new();
        private TimeSpan _told = TimeSpan.MinValue;

        public async Task TellAsync(TimeSpan ahead)
        {
            Task heard;
            lock (_gate)
            {
                if (_told == ahead)
                {
                    return;
                }

                _told = ahead;
                _heard = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                heard = _heard.Task;
            }

            using var timeLimit = new CancellationTokenSource(TimeLimit, TimeProvider.System);
            try
            {
                await line.SendAsync(ahead, timeLimit.Token);
                await Task.WhenAny(heard, _left.Task).WaitAsync(timeLimit.Token);
            }
            catch (Exception gone) when (gone is WebSocketException or OperationCanceledException or ObjectDisposedException)
            {
                // It is unresponsive or disconnecting; after a reconnection it receives the time again.
            }
        }

        public void Hear(TimeSpan ahead)
        {
            lock (_gate)
            {
                if (ahead >= _told)
                {
                    _heard.TrySetResult();
                }
            }
        }

        public void Leave() => _left.TrySetResult();
    }
}
