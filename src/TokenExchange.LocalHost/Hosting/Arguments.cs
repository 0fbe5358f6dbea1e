namespace TokenExchange.LocalHost.Hosting;

/// <summary>
/// The command-line arguments in the forms that .NET configuration accepts: <c>--key=value</c>, <c>--key value</c>, <c>/key=value</c> or
/// <c>key=value</c>, and flags without a value. Configuration ignores unknown keys silently; here they are problems.
/// </summary>
/// <param name="Known">The known arguments, each in the form <c>--key=value</c>.</param>
/// <param name="Problems">One line for each unknown argument and each argument without a value.</param>
internal sealed record Arguments(IReadOnlyList<string> Known, IReadOnlyList<string> Problems)
{
    private static readonly string[] Options = ["only", "environment", "spa"];
    private static readonly string[] Flags = ["https", "behind-spa"];
    private static readonly string[] Sections = ["LocalHost:", "TokenExchange:", "Logging:"];
    private static readonly string[] HelpWords = ["--help", "-h", "-?", "/?"];

    /// <summary>Whether help is asked for, whatever else there is.</summary>
    public static bool AskForHelp(IReadOnlyList<string> args) => args.Any(arg => HelpWords.Contains(arg, StringComparer.OrdinalIgnoreCase));

    public static Arguments Parse(params IReadOnlyList<string> args)
    {
        var (known, problems) = (new List<string>(), new List<string>());
        for (var i = 0; i < args.Count; i++)
        {
            var parts = args[i].Split('=', 2);
            var value = parts.ElementAtOrDefault(1);
            var key = Key(parts[0], hasValue: value is not null);
            var isFlag = Is(Flags, key);
            if (isFlag)
            {
                value ??= "true";
            }
            else if (value is null && i + 1 < args.Count && !args[i + 1].StartsWith("--", StringComparison.Ordinal))
            {
                value = args[++i];
            }

            if (!isFlag && !IsKnown(key))
            {
                problems.Add($"Unknown option {parts[0]}. --help lists all options.");
            }
            else if (value is null)
            {
                problems.Add($"{parts[0]} has no value. Write {parts[0]}=<value>.");
            }
            else
            {
                known.Add($"--{key}={value}");
            }
        }

        return new Arguments(known, problems);
    }

    /// <summary>The key without its prefix; null when the argument has neither prefix nor value.</summary>
    private static string? Key(string argument, bool hasValue) => argument switch
    {
        ['-', '-', .. var key] => key,
        ['/', .. var key] => key,
        _ when hasValue => argument,
        _ => null,
    };

    private static bool IsKnown(string? key) =>
        Is(Options, key) || (key is not null && Sections.Any(section => key.StartsWith(section, StringComparison.OrdinalIgnoreCase)));

    private static bool Is(string[] names, string? key) => names.Contains(key, StringComparer.OrdinalIgnoreCase);
}
