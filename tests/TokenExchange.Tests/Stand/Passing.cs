namespace TokenExchange.Tests.Stand;

/// <summary>Time that passes while the service waits for its next attempt.</summary>
internal static class Passing
{
    /// <summary>Moves the clock by each of these times, as soon as somebody waits so long, and gives the answer; what is answered earlier is not waited for.</summary>
    public static async Task<T> PassAsync<T>(this ManualClock clock, Task<T> answer, params double[] seconds)
    {
        foreach (var wait in seconds.Select(TimeSpan.FromSeconds))
        {
            await Task.WhenAny(answer, clock.WaitForTimerAsync(wait)).WaitAsync(WaitLimit.Longest);
            await SettledAsync();
            if (answer.IsCompleted)
            {
                break;
            }

            clock.Advance(wait);
        }

        return await answer.WaitAsync(WaitLimit.Longest);
    }

    /// <summary>Whatever was queued has run, and what that queued, many times over: everything that was begun has come as far as it can.</summary>
    /// <param name="isBusy">Whether something is under way that must end first.</param>
    public static async Task SettledAsync(Func<bool>? isBusy = null)
    {
        for (var i = 0; i < 1000; i++)
        {
            await Task.Run(static () => { });
            i = isBusy?.Invoke() == true ? 0 : i;
        }
    }
}
