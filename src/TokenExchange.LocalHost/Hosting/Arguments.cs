namespace TokenExchange.LocalHost.Hosting;

/// <summary>
/// The arguments as the configuration reads them: <c>--key=value</c> or <c>--key value</c>. It passes over what nobody knows; whoever wrote it would take
/// it for done, so that it is told instead.
/// </summary>
/// <param name="Known">Those that somebody reads, each as one argument.</param>
/// <param name="Problems">One line for each of the others.</param>
internal sealed record Arguments(IReadOnlyList<string> Known, IReadOnlyList<string> Problems)
{
    private static readonly string[] Options = ["only", "environment"];
    private static readonly string[] Sections = ["LocalHost:", "TokenExchange:", "Logging:"];

    public static Arguments Parse(params IReadOnlyList<string> args)
    {
        var (known, problems) = (new List<string>(), new List<string>());
        for (var i = 0; i < args.Count; i++)
        {
            var parts = args[i].Split('=', 2);
            var value = parts.ElementAtOrDefault(1);
            if (value is null && i + 1 < args.Count && !args[i + 1].StartsWith("--", StringComparison.Ordinal))
            {
                value = args[++i];
            }

            if (!IsKnown(parts[0]))
            {
                problems.Add($"{parts[0]} is no option. Write --only, --environment, or a setting, such as --LocalHost:Ports:Gateway=0.");
            }
            else if (value is null)
            {
                problems.Add($"{parts[0]} has no value. Write {parts[0]}=<value>.");
            }
            else
            {
                known.Add($"{parts[0]}={value}");
            }
        }

        return new Arguments(known, problems);
    }

    private static bool IsKnown(string argument) => argument.StartsWith("--", StringComparison.Ordinal)
        && (Options.Contains(argument[2..], StringComparer.OrdinalIgnoreCase)
            || Sections.Any(section => argument[2..].StartsWith(section, StringComparison.OrdinalIgnoreCase)));
}
