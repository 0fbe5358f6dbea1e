namespace TokenExchange.Bench.Comparisons;

/// <summary>Every comparison, in the order of the table.</summary>
internal static class AllComparisons
{
    public static IReadOnlyList<Type> Types { get; } =
    [
        typeof(SessionOpen), typeof(SessionSeal), typeof(IdTokenVerification), typeof(ProxyDownload), typeof(ProxyUpload), typeof(RefusalCrossSite), typeof(RefusalSignedOut),
    ];

    /// <summary>
    /// Bytes that the service may allocate besides what its floor does, for one operation with the smallest body; <c>--allocations</c> checks them. They are a
    /// little above what was counted last (below zero: the floor decrypts, and the service has kept the session), and those of the proxy 600 above: on a busy
    /// machine more of its waits are real, and a GET was counted from 4,779 to 5,134. To raise one is a decision.
    /// </summary>
    public static IReadOnlyDictionary<Type, long> Limits { get; } = new Dictionary<Type, long>
    {
        [typeof(SessionOpen)] = -7_000,
        [typeof(SessionSeal)] = 13_000,
        [typeof(IdTokenVerification)] = 19_000,
        [typeof(ProxyDownload)] = 5_600,
        [typeof(ProxyUpload)] = 6_500,
        [typeof(RefusalCrossSite)] = 1_500,
        [typeof(RefusalSignedOut)] = 4_300,
    };
}
