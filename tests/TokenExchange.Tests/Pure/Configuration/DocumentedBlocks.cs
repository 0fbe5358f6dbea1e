using System.Text.RegularExpressions;

namespace TokenExchange.Tests.Pure;

/// <summary>The fenced blocks of all pages, and the settings and options in them.</summary>
internal static partial class DocumentedBlocks
{
    /// <summary>What stands for a value of the reader's own, such as <c>&lt;tenant id&gt;</c>; it fits into hosts, paths and identifiers.</summary>
    private const string Own = "11111111-2222-3333-4444-555555555555";

    /// <summary>Each block with the page and the line where it begins.</summary>
    public static IReadOnlyList<(string Place, string Language, string Text)> All { get; } =
    [
        .. Pages().SelectMany(page => Fence().Matches(Repository.Read(page)).Select(block => (
            $"{page}:{Repository.Read(page)[..block.Index].Count(letter => letter == '\n') + 1}", block.Groups["language"].Value, block.Groups["text"].Value))),
    ];

    /// <summary>The commands within sentences that start one of our programs, each with its page; decisions keep what they said.</summary>
    public static IReadOnlyList<(string Place, string Text)> Sentences { get; } =
    [
        .. Pages().Where(page => !page.StartsWith("docs/adr/", StringComparison.Ordinal)).SelectMany(page => InSentence().Matches(Fence().Replace(Repository.Read(page), "")).Select(code => (page, code.Groups["text"].Value))),
    ];

    /// <summary>Settings of the service in one block, as app settings, as JSON or as arguments: keys without their root.</summary>
    public static IReadOnlyList<(string Key, string? Value)> Settings(string block) =>
    [
        .. Assignment().Matches(block).Select(match => (match.Groups["key"].Value.Replace("__", ":", StringComparison.Ordinal), (string?)Filled(match.Groups["value"].Value))),
    ];

    /// <summary>The arguments of each command in the block that starts the local host.</summary>
    public static IEnumerable<string[]> LocalHostArguments(string block) =>
        LocalHost().Matches(block.Replace("\\\n", " ", StringComparison.Ordinal))
            .Select(match => Filled(match.Groups["arguments"].Value).Split(' ', StringSplitOptions.RemoveEmptyEntries));

    /// <summary>The arguments of each command in the block that starts the operator's tool; one command for each alternative of a synopsis.</summary>
    public static IEnumerable<string> ToolArguments(string block) =>
        Tool().Matches(block.Replace("\\\n", " ", StringComparison.Ordinal)).SelectMany(match => Alternatives(Filled(match.Groups["arguments"].Value)));

    /// <summary>A document of JSON: a part of an object becomes an object.</summary>
    public static string Json(string block) => Filled(block) is ['"', ..] part ? $"{{{part.TrimEnd(',')}}}" : Filled(block);

    /// <summary>A synopsis without its brackets: <c>a [--b | --c]</c> is <c>a --b</c> and <c>a --c</c>.</summary>
    private static IEnumerable<string> Alternatives(string synopsis) => Optional().Match(synopsis) is { Success: true } optional
        ? optional.Groups["words"].Value.Split('|').SelectMany(words => Alternatives(synopsis.Replace(optional.Value, words.Trim(), StringComparison.Ordinal)))
        : [synopsis.Replace("YYYY-MM-DD", "2027-03-01", StringComparison.Ordinal)];

    private static string Filled(string text) => Placeholder().Replace(text.Trim(), Own);

    private static IEnumerable<string> Pages() => Directory.EnumerateFiles(Repository.Root, "*.md", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(Repository.Root, file).Replace('\\', '/'))
        .Where(file => !file.Contains("node_modules/", StringComparison.Ordinal) && !file.StartsWith("artifacts/", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal);

    [GeneratedRegex("^ *```(?<language>[a-z]*)\\n(?<text>.*?)^ *```", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Fence();

    [GeneratedRegex("""(?:^ *TokenExchange__|"TokenExchange__|--TokenExchange:)(?<key>[\w:-]+)"?(?:\s*[=:]\s*"(?<value>[^"]*)"|\s*=\s*(?<value>[^"\n]*?))(?= --| \\$|[ ,]*$)""", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Assignment();

    [GeneratedRegex("dotnet run(?: -v minimal)? --project src/TokenExchange\\.LocalHost(?: --)?(?<arguments>[^\\n#]*)", RegexOptions.CultureInvariant)]
    private static partial Regex LocalHost();

    [GeneratedRegex("dotnet run --project src/TokenExchange\\.Operations -- (?<arguments>[^\\n#]*)", RegexOptions.CultureInvariant)]
    private static partial Regex Tool();

    [GeneratedRegex("\\[(?<words>[^\\[\\]]*)\\]", RegexOptions.CultureInvariant)]
    private static partial Regex Optional();

    [GeneratedRegex("`(?<text>dotnet run [^`\\n]*)`", RegexOptions.CultureInvariant)]
    private static partial Regex InSentence();

    [GeneratedRegex("<[^<>]+>", RegexOptions.CultureInvariant)]
    private static partial Regex Placeholder();
}
