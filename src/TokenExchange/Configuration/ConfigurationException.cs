namespace TokenExchange;

/// <summary>The configuration cannot be used. The message lists everything that is wrong: which key, what is wrong, what to write.</summary>
public sealed class ConfigurationException : Exception
{
    internal ConfigurationException(IReadOnlyList<string> problems)
        : base($"Token Exchange cannot start; {problems.Count} {(problems.Count == 1 ? "setting needs" : "settings need")} attention:{Environment.NewLine}"
            + string.Join(Environment.NewLine, problems.Select(problem => "  - " + problem))) => Problems = problems;

    /// <summary>One line for each setting.</summary>
    public IReadOnlyList<string> Problems { get; }
}
