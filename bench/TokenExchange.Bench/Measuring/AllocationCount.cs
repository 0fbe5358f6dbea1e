using System.Globalization;
using System.Linq.Expressions;
using BenchmarkDotNet.Attributes;
using TokenExchange.Bench.Comparisons;

namespace TokenExchange.Bench.Measuring;

/// <summary>Bytes that one operation of each side allocates in the whole process. They hardly differ between runs and machines, so a limit can be checked.</summary>
internal sealed record AllocationCount(string What, long Floor, long Service, long Limit)
{
    private const int MostRounds = 12;
    private const int Operations = 1_000;

    /// <summary>Until the code that is counted is compiled for the last time: before that, it allocates more.</summary>
    private static readonly TimeSpan WarmUp = TimeSpan.FromMilliseconds(900);

    /// <summary>What the service allocates besides what its floor does.</summary>
    public long More => Service - Floor;

    public bool IsWithinLimit => More <= Limit;

    /// <summary>A line for the console.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{(IsWithinLimit ? "ok    " : "FAILED")} {What}: {Service:N0} bytes, its floor {Floor:N0}; {More:N0} more, {Limit:N0} at most");

    /// <summary>Counts both sides of a comparison, with its smallest body, once they have been shown to do the same.</summary>
    public static async Task<AllocationCount> RunAsync(Type type)
    {
        var comparison = (IComparison)Activator.CreateInstance(type)!;
        await comparison.StartAsync();
        try
        {
            await Rehearsal.RunAsync(comparison, WarmUp);
            var sides = type.GetMethods()
                .Select(method => (Method: method, Benchmark: method.GetCustomAttributes(typeof(BenchmarkAttribute), inherit: false).Cast<BenchmarkAttribute>().SingleOrDefault()))
                .Where(side => side.Benchmark is not null)
                .ToDictionary(side => side.Benchmark!.Baseline, side => (Run: Compile(comparison, side.Method), What: side.Benchmark!.Description));
            var floor = await CountAsync(sides[true].Run);
            return new AllocationCount(sides[false].What!, floor, await CountAsync(sides[false].Run), AllComparisons.Limits[type]);
        }
        finally
        {
            await comparison.StopAsync();
        }
    }

    /// <summary>
    /// The least of some rounds, because whatever else the process does adds to a round. A round whose bytes are those of the least one so far, but for one in
    /// 200, is taken to have been undisturbed, and ends the count.
    /// </summary>
    private static async Task<long> CountAsync(Func<Task> run)
    {
        var (least, isRepeated) = (long.MaxValue, false);
        for (var round = 0; round < MostRounds && !isRepeated; round++)
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            for (var i = 0; i < Operations; i++)
            {
                await run();
            }

            var count = (GC.GetTotalAllocatedBytes(precise: true) - before) / Operations;
            isRepeated = round > 1 && Math.Abs(count - least) <= least / 200;
            least = Math.Min(least, count);
        }

        return least;
    }

    /// <summary>A call without reflection, which would allocate; a side that is not asynchronous has ended when it returns.</summary>
    private static Func<Task> Compile(IComparison comparison, System.Reflection.MethodInfo method)
    {
        Expression call = Expression.Call(Expression.Constant(comparison), method);
        var task = typeof(Task).IsAssignableFrom(method.ReturnType)
            ? Expression.Convert(call, typeof(Task))
            : (Expression)Expression.Block(call, Expression.Constant(Task.CompletedTask));
        return Expression.Lambda<Func<Task>>(task).Compile();
    }
}
