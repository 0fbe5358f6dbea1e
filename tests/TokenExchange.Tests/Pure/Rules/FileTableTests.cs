using System.Text.RegularExpressions;

namespace TokenExchange.Tests.Pure;

/// <summary>The table of docs/architecture.md lists the files of the largest room, each with one purpose; that of the README lists every room.</summary>
public sealed partial class FileTableTests
{
    private const string Room = "src/TokenExchange/Sessions";

    private static readonly List<(string File, string Purpose)> Rows =
    [
        .. Row().Matches(Repository.Read("docs/architecture.md")).Select(match => (match.Groups[1].Value, match.Groups[2].Value)),
    ];

    [Fact]
    public void Every_file_is_listed_once() => Assert.Equal(
        Directory.EnumerateFiles(Path.Combine(Repository.Root, Room), "*.cs").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal),
        Rows.Select(row => row.File).Order(StringComparer.Ordinal));

    [Fact]
    public void No_file_has_two_purposes() => Assert.DoesNotContain(Rows, row => row.Purpose.Contains(" and ", StringComparison.Ordinal));

    [Fact]
    public void The_README_lists_every_room_once() => Assert.Equal(
        Directory.EnumerateDirectories(Path.Combine(Repository.Root, "src/TokenExchange")).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal),
        Rooms().Match(Repository.Read("README.md")).Groups["row"].Captures
            .SelectMany(row => Name().Matches(row.Value.Split('|')[1])).Select(name => name.Groups[1].Value).Order(StringComparer.Ordinal));

    [GeneratedRegex(@"^\| [^|]+ \| `(\w+\.cs)` \| ([^|]+) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"^\| folder \(""room""\).*\n\|[-|]+\n(?<row>\|.*\n)+", RegexOptions.Multiline)]
    private static partial Regex Rooms();

    [GeneratedRegex(@"`(\w+)`")]
    private static partial Regex Name();
}
