namespace TokenExchange.Tests.Stand;

/// <summary>Time that passes while the service waits for its next attempt.</summary>
internal static class Passing
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(0.5);

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(15);

    /// <summary>Moves the clock by each of these times, as soon as something waits so long, and gives the answer; what is answered earlier is not waited for.</summary>
    public static async Task<T> PassAsync<T>(this TestStand stand, Task<T> answer, params double[] seconds)
    {
        foreach (var wait in seconds.Select(TimeSpan.FromSeconds))
        {
            await Task.WhenAny(answer, stand.Clock.WaitForTimerAsync(wait)).WaitAsync(WaitLimit.Longest);
            await stand.PassAsync(answer, wait);
        }

        return await answer.WaitAsync(WaitLimit.Longest);
    }

    /// <summary>Moves the clock by half a second at a time until there is an answer: for tests whose result does not depend on how far the work has come by then.</summary>
    public static async Task<T> PassInStepsAsync<T>(this TestStand stand, Task<T> answer)
    {
        for (var passed = TimeSpan.Zero; passed < Longest && !answer.IsCompleted; passed += Step)
        {
            await stand.PassAsync(answer, Step);
        }

        return await answer.WaitAsync(WaitLimit.Longest);
    }

    /// <summary>Moves the clock once everything that was begun has come as far as it can, unless there is an answer by then.</summary>
    public static async Task PassAsync(this TestStand stand, Task answer, TimeSpan time)
    {
        await stand.SettledAsync();
        if (!answer.IsCompleted)
        {
            stand.Clock.Advance(time);
        }
    }

    /// <summary>
    /// Everything that was begun has come as far as it can: no call to the provider, the vault or the store is under way but those that wait for the clock,
    /// and whatever was queued has run, and what that queued, many times over.
    /// </summary>
    /// <param name="stand">Where it was begun.</param>
    /// <param name="isBusy">What else must end first.</param>
    public static async Task SettledAsync(this TestStand stand, Func<bool>? isBusy = null)
    {
        using var ends = new CancellationTokenSource();
        var settled = RoundsAsync(() => stand.HasCallsUnderWay || isBusy?.Invoke() == true, ends.Token);
        try
        {
            await settled.WaitAsync(WaitLimit.Longest, CancellationToken.None);
        }
        finally
        {
            await ends.CancelAsync();
        }
    }

    private static async Task RoundsAsync(Func<bool> isBusy, CancellationToken ends)
    {
        for (var i = 0; i < 200 && !ends.IsCancellationRequested; i++)
        {
            if (i % 20 == 0)
            {
                await PoolThreads.MeetAsync();
            }

            await Task.Factory.StartNew(static () => { }, CancellationToken.None, TaskCreationOptions.PreferFairness, TaskScheduler.Default); // behind all that waits in the shared queue
            i = isBusy() ? 0 : i;
        }
    }
}
