namespace TokenExchange.Bench.Load;

/// <summary>Where the programs are that a run starts.</summary>
/// <param name="Bench">This program, which is the service and its surroundings too.</param>
/// <param name="Peers">Floors and peers, <c>bench/peers</c>.</param>
internal sealed record Programs(string Bench, string Peers)
{
    private const string PeersName = "TokenExchange.Peers";

    /// <summary>The root of the repository.</summary>
    public static string Root { get; } = FindRoot(AppContext.BaseDirectory);

    /// <summary>What <c>dotnet build -c Release</c> made.</summary>
    public static Programs Built { get; } = new(Environment.ProcessPath!, Path.Combine(Root, "artifacts", "bin", PeersName, "release", PeersName));

    /// <summary>What <c>bench/publish.sh</c> made: compiled ahead, as the functions are.</summary>
    public static Programs Published { get; } = new(
        Path.Combine(Root, "artifacts", "load", "bench", "TokenExchange.Bench"), Path.Combine(Root, "artifacts", "load", "peers", PeersName));

    /// <summary>What has to be run first; null when everything is there.</summary>
    /// <param name="needsPeers">Whether floors or peers are started.</param>
    public string? Missing(bool needsPeers) => (needsPeers && !File.Exists(Peers)) || !File.Exists(Bench)
        ? "First: dotnet build -c Release bench/peers; for a cold start: bench/publish.sh"
        : null;

    private static string FindRoot(string folder)
    {
        while (!File.Exists(Path.Combine(folder, "TokenExchange.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The program is not below the repository.");
        }

        return folder;
    }
}
