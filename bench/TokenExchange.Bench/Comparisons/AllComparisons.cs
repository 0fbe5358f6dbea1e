namespace TokenExchange.Bench.Comparisons;

/// <summary>Every comparison, in the order of the table.</summary>
internal static class AllComparisons
{
    public static IReadOnlyList<Type> Types { get; } =
    [
        typeof(SessionOpen), typeof(SessionSeal), typeof(IdTokenVerification), typeof(ProxyDownload), typeof(ProxyUpload), typeof(RefusalCrossSite), typeof(RefusalSignedOut),
    ];
}
