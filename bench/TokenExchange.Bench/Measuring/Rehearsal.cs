using TokenExchange.Bench.Comparisons;

namespace TokenExchange.Bench.Measuring;

/// <summary>
/// Runs both sides of a comparison in turns before they are measured, for two reasons: what does not do the same is not compared, and the side that
/// is measured first would otherwise pay for compiling what both of them use.
/// </summary>
internal static class Rehearsal
{
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(2);

    /// <exception cref="InvalidOperationException">The sides achieved different things.</exception>
    public static async Task RunAsync(Type type)
    {
        var comparison = (IComparison)Activator.CreateInstance(type)!;
        await comparison.StartAsync();
        try
        {
            await RunAsync(comparison, Length);
        }
        finally
        {
            await comparison.StopAsync();
        }
    }

    /// <summary>The same for a comparison that has been started.</summary>
    /// <exception cref="InvalidOperationException">The sides achieved different things.</exception>
    public static async Task RunAsync(IComparison comparison, TimeSpan length)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(began) < length)
        {
            var (floor, service) = await comparison.RunOnceAsync();
            if (floor != service)
            {
                throw new InvalidOperationException($"{comparison.GetType().Name}: the floor achieved '{floor}', the service '{service}'.");
            }
        }
    }
}
