using System.Net.WebSockets;
using TokenExchange.Emulators;

namespace TokenExchange.LocalHost.Control;

/// <summary>Keeps the clock of a gateway equal to that of services in another process: from the start, after every change, and after a reconnection.</summary>
internal sealed class ClockFollower(string services, DevClock clock) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(5);

    private readonly Uri _address = new UriBuilder(services + "/dev/clock/followers") { Scheme = services.StartsWith("https:", StringComparison.Ordinal) ? "wss" : "ws" }.Uri;
    private readonly TaskCompletionSource _tried = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the clock is synchronized, or when the services do not respond.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await base.StartAsync(cancellationToken);
        await _tried.Task.WaitAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            try
            {
                await FollowAsync(stoppingToken);
            }
            catch (Exception away) when (away is WebSocketException || (away is OperationCanceledException && !stoppingToken.IsCancellationRequested))
            {
                // The services are not available (yet). Until then the gateway uses its own clock.
            }

            _tried.TrySetResult();
            await Task.Delay(Pause, TimeProvider.System, stoppingToken);
        }
    }

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        using var socket = new ClientWebSocket();
        socket.Options.Proxy = null;
        var line = new ClockLine(socket);
        using (var timeLimit = new CancellationTokenSource(TimeLimit, TimeProvider.System))
        using (var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeLimit.Token))
        {
            await socket.ConnectAsync(_address, both.Token);
            await line.SendAsync(clock.Offset, both.Token);
            await HearAsync(line, both.Token);
        }

        _tried.TrySetResult();
        while (await HearAsync(line, cancellationToken))
        {
            // Each message changes the clock.
        }
    }

    private async Task<bool> HearAsync(ClockLine line, CancellationToken cancellationToken)
    {
        if (await line.ReceiveAsync(cancellationToken) is not { } ahead)
        {
            return false;
        }

        clock.AdvanceTo(ahead);
        await line.SendAsync(clock.Offset, cancellationToken);
        return true;
    }
}
