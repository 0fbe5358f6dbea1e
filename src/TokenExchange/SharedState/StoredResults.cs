using TokenExchange.Failures;
using TokenExchange.Telemetry;

namespace TokenExchange.SharedState;

/// <summary>Writes results to the shared state. One that cannot be written now is written again later: until then other instances do not know it.</summary>
internal sealed class StoredResults(ISharedState state, TimeProvider clock, CappedLogger<StoredResults> logger)
{
    /// <summary>How long the store is not asked after it failed: the request whose claim failed does not wait for its result to be written.</summary>
    private static readonly TimeSpan PauseAfterOutage = TimeSpan.FromSeconds(1);

    /// <summary>When a write is tried again, counted from the attempt before: an outage of some minutes is bridged.</summary>
    private static readonly TimeSpan[] Retries =
        [TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(40), TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(60)];

    private readonly long _origin = clock.GetTimestamp();
    private long _pausedUntil;

    /// <summary>Whether the store failed a moment ago.</summary>
    public bool IsPaused => Now < Interlocked.Read(ref _pausedUntil);

    /// <summary>By the monotonic clock, in ticks.</summary>
    private long Now => clock.GetElapsedTime(_origin).Ticks;

    /// <summary>The store has failed.</summary>
    public void Pause() => Interlocked.Exchange(ref _pausedUntil, Now + PauseAfterOutage.Ticks);

    /// <summary>Stores a result in the place of its claim. During an outage it is written later, and the caller does not wait.</summary>
    public async Task StoreAsync(string key, ReadOnlyMemory<byte> value, TimeSpan timeToLive)
    {
        if (state.IsShared && (IsPaused || !await TryAsync(() => state.PutAsync(key, value, timeToLive, CancellationToken.None))))
        {
            _ = StoreLaterAsync(key, value, timeToLive);
        }
    }

    /// <summary>Gives a claim back. If that fails, its lease ends it.</summary>
    public async Task ReleaseAsync(string key)
    {
        if (state.IsShared && !IsPaused)
        {
            await TryAsync(() => state.DeleteAsync(key, CancellationToken.None));
        }
    }

    private async Task StoreLaterAsync(string key, ReadOnlyMemory<byte> value, TimeSpan timeToLive)
    {
        foreach (var pause in Retries)
        {
            await Task.Delay(pause, clock);
            if (await TryAsync(() => state.PutAsync(key, value, timeToLive, CancellationToken.None)))
            {
                return;
            }
        }
    }

    private async Task<bool> TryAsync(Func<Task> write)
    {
        try
        {
            await write();
            return true;
        }
        catch (OutageException outage)
        {
            Pause();
            logger.ResultNotStored(outage.Failure.Reason);
            return false;
        }
    }
}
