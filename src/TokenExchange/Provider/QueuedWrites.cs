using TokenExchange.Failures;

namespace TokenExchange.Provider;

/// <summary>Writes to the shared state that nobody waits for: one after the other, begun at once when none is under way.</summary>
internal sealed class QueuedWrites
{
    private readonly Lock _gate = new();

    /// <summary>Ends when all writes have, and never fails.</summary>
    public Task All { get; private set; } = Task.CompletedTask;

    public void Enqueue(Func<Task> write)
    {
        var done = new TaskCompletionSource();
        Task before;
        lock (_gate)
        {
            (before, All) = (All, done.Task);
        }

        _ = RunAsync(before, write, done); // outside the lock, because it runs other code at once
    }

    private static async Task RunAsync(Task before, Func<Task> write, TaskCompletionSource done)
    {
        try
        {
            await before;
            await write();
        }
        catch (OutageException)
        {
            // What is kept is older then; readiness says that the store fails.
        }
        finally
        {
            done.SetResult();
        }
    }
}
