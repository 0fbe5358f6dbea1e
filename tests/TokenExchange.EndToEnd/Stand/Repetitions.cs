namespace TokenExchange.EndToEnd.Stand;

/// <summary>
/// How often a test repeats what only some runs of a race would show. Every change waits for the smaller number; the nightly run has the larger one,
/// and so has whoever sets <c>TEST_REPETITIONS=all</c>.
/// </summary>
internal static class Repetitions
{
    private static readonly bool AreAll = Environment.GetEnvironmentVariable("TEST_REPETITIONS") == "all";

    public static int Of(int all, int some) => AreAll ? all : some;
}
