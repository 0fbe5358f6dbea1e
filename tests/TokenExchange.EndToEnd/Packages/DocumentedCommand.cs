using System.Text.RegularExpressions;
using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.Packages;

/// <summary>A command of a page, as its readers type it.</summary>
internal static partial class DocumentedCommand
{
    /// <summary>The words of the command that begins so, in a block of shell of the page; of the first one, if there are several.</summary>
    public static string[] Find(string page, string beginning) => Line(page, beginning).Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The same command as its readers copy it.</summary>
    public static string Line(string page, string beginning) =>
        Block().Matches(File.ReadAllText(Path.Combine(Requirements.Root, page)).Replace("\\\n", " ", StringComparison.Ordinal))
            .SelectMany(block => block.Groups["text"].Value.Split('\n', StringSplitOptions.TrimEntries))
            .First(line => line.StartsWith(beginning, StringComparison.Ordinal))
            .Split(" #")[0];

    [GeneratedRegex("^ *```sh\\n(?<text>.*?)^ *```", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Block();
}
