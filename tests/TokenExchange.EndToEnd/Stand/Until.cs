namespace TokenExchange.EndToEnd.Stand;

/// <summary>Waits for a condition, never for a time.</summary>
internal static class Until
{
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(40);

    public static async Task TrueAsync(string what, Func<Task<bool>> condition)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < TimeLimit, $"Waited {TimeLimit.TotalSeconds:0} s in vain: {what}.");
            await Task.Delay(Pause, TimeProvider.System);
        }
    }
}
