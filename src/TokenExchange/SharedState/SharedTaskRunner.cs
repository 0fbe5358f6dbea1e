using TokenExchange.Failures;
using TokenExchange.Telemetry;

namespace TokenExchange.SharedState;

/// <summary>
/// Runs work once for its key on any number of instances: within the instance callers join the task that runs; between instances a claim in the shared
/// state decides who runs it, and the others read the result that its owner stores there.
/// </summary>
/// <remarks>
/// Calls to the store: 2 for the owner (claim, result), 3 for a caller that comes late to another instance, none for one that comes late to the same
/// instance or when the state is not shared. A store that does not answer stops no work: it then runs without a claim.
/// </remarks>
internal sealed class SharedTaskRunner<T>(ISharedState state, RecentResults recent, StoredResults results, ClaimWait wait, CappedLogger<SharedTaskRunner<T>> logger)
    where T : class
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Task<SharedResult<T>>> _running = new(StringComparer.Ordinal);

    /// <summary>The result of the work, which this caller runs unless somebody else runs it or has run it.</summary>
    /// <param name="task">The work.</param>
    /// <param name="waits">Whether to wait for another instance that is doing it; otherwise <see cref="SharedResult{T}.RunsElsewhere"/> is given at once.</param>
    /// <param name="cancellationToken">Ends this caller's wait, not the work.</param>
    public async Task<SharedResult<T>> RunAsync(ISharedTask<T> task, bool waits, CancellationToken cancellationToken)
    {
        while (true)
        {
            var result = await JoinAsync(task, waits).WaitAsync(cancellationToken);
            if (result is not SharedResult<T>.RunsElsewhere || !waits)
            {
                return result;
            }
        }
    }

    /// <summary>The result that is there or is being made; null when nobody has begun the work. Never begins it.</summary>
    /// <exception cref="OutageException">The store did not answer.</exception>
    public async Task<T?> FindAsync(string key, Func<ReadOnlyMemory<byte>, T?> open, CancellationToken cancellationToken)
    {
        if (FindRunningAsync(key) is { } running && await running.WaitAsync(cancellationToken) is SharedResult<T>.Done { Result: var result })
        {
            return result;
        }

        if (recent.Find(key) is { } known)
        {
            return open(known.Value);
        }

        if (!state.IsShared)
        {
            return null;
        }

        return await wait.ForResultAsync(key, cancellationToken) is { } stored ? open(stored.Value) : null;
    }

    /// <summary>The result that was stored, here or by another instance; null when there is none, or nobody can tell. Work that runs is not waited for.</summary>
    public async Task<T?> PeekAsync(string key, Func<ReadOnlyMemory<byte>, T?> open)
    {
        if (recent.Find(key) is { } known)
        {
            return open(known.Value);
        }

        try
        {
            return state.IsShared && await state.GetAsync(key, CancellationToken.None) is { Value: { IsEmpty: false } stored } ? open(stored) : null;
        }
        catch (OutageException)
        {
            return null;
        }
    }

    /// <summary>Stores a result for those who come late, also in the place of another form of it; false when it is not kept.</summary>
    public async Task<bool> StoreAsync(ISharedTask<T> task, T result)
    {
        if (task.Seal(result) is not { } value)
        {
            return false;
        }

        recent.Put(task.Key, value, task.TimeToLive);
        await results.StoreAsync(task.Key, value, task.TimeToLive);
        return true;
    }

    private Task<SharedResult<T>> JoinAsync(ISharedTask<T> task, bool waits)
    {
        TaskCompletionSource<SharedResult<T>> own;
        lock (_gate)
        {
            if (_running.TryGetValue(task.Key, out var running))
            {
                return running;
            }

            own = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _running.Add(task.Key, own.Task);
        }

        _ = CompleteAsync(own, task, waits);
        return own.Task;
    }

    private Task<SharedResult<T>>? FindRunningAsync(string key)
    {
        lock (_gate)
        {
            return _running.GetValueOrDefault(key);
        }
    }

    private async Task CompleteAsync(TaskCompletionSource<SharedResult<T>> own, ISharedTask<T> task, bool waits)
    {
        var execution = ExecuteAsync(task, waits);
        await ((Task)execution).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (_gate)
        {
            _running.Remove(task.Key);
        }

        own.SetFromTask(execution);
    }

    private async Task<SharedResult<T>> ExecuteAsync(ISharedTask<T> task, bool waits)
    {
        if (recent.Find(task.Key) is { } known)
        {
            return await ReplayAsync(task, known.Value, known.Age);
        }

        switch (await ClaimAsync(task.Key, waits))
        {
            case Claim.Result { Entry: var entry }:
                return await ReplayAsync(task, entry.Value, entry.Age);
            case Claim.HeldElsewhere:
                return new SharedResult<T>.RunsElsewhere();
            case Claim.Taken { IsStored: var isClaimed }:
                return await RunHereAsync(task, isClaimed);
            default:
                throw new InvalidOperationException("Unknown kind of claim.");
        }
    }

    private async Task<Claim> ClaimAsync(string key, bool waits)
    {
        if (!state.IsShared || results.IsPaused)
        {
            return new Claim.Taken(IsStored: false);
        }

        try
        {
            return await wait.ClaimAsync(key, waits);
        }
        catch (OutageException outage)
        {
            // An outage of the store must not end a session or refuse a login.
            results.Pause();
            logger.RunsWithoutClaim(outage.Failure.Reason);
            return new Claim.Taken(IsStored: false);
        }
    }

    private async Task<SharedResult<T>> ReplayAsync(ISharedTask<T> task, ReadOnlyMemory<byte> value, TimeSpan age)
    {
        if (task.Open(value) is { } result && await task.MayReplayAsync(result, age))
        {
            return new SharedResult<T>.Done(result, IsLate: true);
        }

        return task.RunsAgain ? await RunHereAsync(task, isClaimed: false) : new SharedResult<T>.Denied();
    }

    private async Task<SharedResult<T>> RunHereAsync(ISharedTask<T> task, bool isClaimed)
    {
        var isStored = false;
        try
        {
            var result = await task.RunAsync();
            isStored = await StoreAsync(task, result);
            if (isStored)
            {
                await task.OnStoredAsync(result);
            }

            return new SharedResult<T>.Done(result, IsLate: false);
        }
        finally
        {
            if (!isStored && isClaimed)
            {
                await results.ReleaseAsync(task.Key);
            }
        }
    }
}
