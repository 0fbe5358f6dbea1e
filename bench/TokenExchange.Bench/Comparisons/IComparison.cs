namespace TokenExchange.Bench.Comparisons;

/// <summary>
/// Something the service does beside its floor: the least that could do the same with the framework alone. Its classes are not sealed, because what
/// the benchmark runner generates derives from them.
/// </summary>
internal interface IComparison
{
    Task StartAsync();

    Task StopAsync();

    /// <summary>Runs both sides once and gives what each of them achieved, to be the same.</summary>
    Task<(string Floor, string Service)> RunOnceAsync();
}
