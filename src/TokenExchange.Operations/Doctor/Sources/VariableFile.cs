using System.Text.RegularExpressions;

namespace TokenExchange.Operations.Doctor.Sources;

/// <summary>
/// Variables, one <c>NAME="value"</c> a line: the file <c>.azure/&lt;environment&gt;/.env</c> of azd, the output of <c>azd env get-values</c>, or
/// settings of the service under their names as environment variables.
/// </summary>
internal static partial class VariableFile
{
    private const string Prefix = "TokenExchange__";

    /// <exception cref="FormatException">A line has another format. The message contains its number and nothing of its content.</exception>
    public static Dictionary<string, string> Read(string text)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (i, line) in text.Split('\n').Index())
        {
            if (line.Trim() is not { Length: > 0 } written || written[0] == '#')
            {
                continue;
            }

            var match = Variable().Match(written);
            if (!match.Success)
            {
                throw new FormatException($"The file is not JSON, and its line {i + 1} is not NAME=\"value\".");
            }

            variables[match.Groups["name"].Value] = match.Groups["quoted"] is { Success: true } quoted ? Unescape(quoted.Value) : match.Groups["plain"].Value;
        }

        return variables;
    }

    /// <summary>The settings that the variables contain: those of azd through the template, and settings of the service directly.</summary>
    /// <exception cref="FormatException">The variables have nothing to do with the service.</exception>
    public static IEnumerable<KeyValuePair<string, string?>> Settings(IReadOnlyDictionary<string, string> variables)
    {
        var own = variables.Where(variable => variable.Key.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
            .Select(variable => KeyValuePair.Create(variable.Key, (string?)variable.Value)).ToList();
        if (variables.ContainsKey(AzdEnvironment.Mark))
        {
            return AzdEnvironment.Settings(variables).Where(setting => own.TrueForAll(given => given.Key != setting.Key)).Concat(own);
        }

        return own.Count > 0 ? own : throw new FormatException($"The file has neither {AzdEnvironment.Mark} nor a variable that begins with {Prefix}.");
    }

    private static string Unescape(string quoted) => Escape().Replace(quoted, escape => escape.Value[1] switch
    {
        'n' => "\n",
        'r' => "\r",
        't' => "\t",
        var character => character.ToString(),
    });

    [GeneratedRegex(@"\\.", RegexOptions.CultureInvariant)]
    private static partial Regex Escape();

    [GeneratedRegex("""^(?:export\s+)?(?<name>[A-Za-z_][A-Za-z0-9_]*)=(?:"(?<quoted>(?:[^"\\]|\\.)*)"|'(?<plain>[^']*)'|(?<plain>[^\s"'][^"']*|))$""", RegexOptions.CultureInvariant)]
    private static partial Regex Variable();
}
