namespace TokenExchange.LocalHost.Hosting;

/// <summary>
/// The command-line arguments in the forms that .NET configuration accepts: <c>--key=value</c>, <c>--key value</c>, <c>/key=value</c> or
/// <c>key=value</c>. Configuration ignores unknown keys silently; here they give a warning.
/// </summary>
/// <param name="Known">The known arguments, each in the form <c>--key=value</c>.</param>
/// <param name="Problems">One line for each argument without a value.</param>
/// <param name="Warnings">One line for each unknown argument.</param>
internal sealed record Arguments(IReadOnlyList<string> Known, IReadOnlyList<string> Problems, IReadOnlyList<string> Warnings)
{
    private static readonly string[] Options = ["only", "environment"];
    private static readonly string[] Sections = ["LocalHost:", "TokenExchange:", "Logging:"];

    public static Arguments Parse(params IReadOnlyList<string> args)
    {
        var (known, problems, warnings) = (new List<string>(), new List<string>(), new List<string>());
        for (var i = 0; i < args.Count; i++)
        {
            var parts = args[i].Split('=', 2);
            var value = parts.ElementAtOrDefault(1);
            var key = Key(parts[0], hasValue: value is not null);
            if (value is null && i + 1 < args.Count && !args[i + 1].StartsWith("--", StringComparison.Ordinal))
            {
                value = args[++i];
            }

            if (!IsKnown(key))
            {
                warnings.Add($"Unknown option {parts[0]} (ignored). Known are --only, --environment and settings, such as --LocalHost:Ports:Gateway=0.");
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

        return new Arguments(known, problems, warnings);
    }

    /// <summary>The key without its prefix; null when the argument has neither prefix nor value.</summary>
    private static string? Key(string argument, bool hasValue) => argument switch
    {
        ['-', '-', .. var key] => key,
        ['/', .. var key] => key,
        _ when hasValue => argument,
        _ => null,
    };

    private static bool IsKnown(string? key) => key is not null
        && (Options.Contains(key, StringComparer.OrdinalIgnoreCase) || Sections.Any(section => key.StartsWith(section, StringComparison.OrdinalIgnoreCase)));
}
