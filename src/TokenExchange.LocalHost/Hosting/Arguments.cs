namespace TokenExchange.LocalHost.Hosting;

/// <summary>
/// The arguments as the configuration reads them: <c>--key=value</c>, <c>--key value</c>, <c>/key=value</c> or <c>key=value</c>. It passes over what
/// nobody knows; whoever wrote it would take it for done, so that it is told.
/// </summary>
/// <param name="Known">Those that somebody reads, each as one argument.</param>
/// <param name="Problems">One line for each that says nothing.</param>
/// <param name="Strangers">One line for each that is passed over.</param>
internal sealed record Arguments(IReadOnlyList<string> Known, IReadOnlyList<string> Problems, IReadOnlyList<string> Strangers)
{
    private static readonly string[] Options = ["only", "environment"];
    private static readonly string[] Sections = ["LocalHost:", "TokenExchange:", "Logging:"];

    public static Arguments Parse(params IReadOnlyList<string> args)
    {
        var (known, problems, strangers) = (new List<string>(), new List<string>(), new List<string>());
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
                strangers.Add($"{parts[0]} is no option, and is passed over. There are --only, --environment, and settings, such as --LocalHost:Ports:Gateway=0.");
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

        return new Arguments(known, problems, strangers);
    }

    /// <summary>The key, without what marks it as one; null when nothing does.</summary>
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
