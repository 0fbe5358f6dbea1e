namespace TokenExchange;

/// <summary>
/// The configuration is not valid. The message lists all problems, one line each: the key, the problem and the remedy. Each line
/// begins with "error: ", because the Functions host logs a line of a worker's standard error as Information unless it contains such a word.
/// </summary>
public sealed class ConfigurationException : Exception
{
    internal ConfigurationException(IReadOnlyList<string> problems)
        : base(string.Join(
            Environment.NewLine,
            problems.Prepend($"Token Exchange cannot start; {problems.Count} {(problems.Count == 1 ? "setting needs" : "settings need")} attention:")
                .Select(line => "error: " + line.ReplaceLineEndings(" ")))) => Problems = problems;

    /// <summary>One line for each setting.</summary>
    public IReadOnlyList<string> Problems { get; }
}
