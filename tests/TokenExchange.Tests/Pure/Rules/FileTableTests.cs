using System.Text.RegularExpressions;

namespace TokenExchange.Tests.Pure;

/// <summary>The table of docs/architecture.md lists the files of the largest room, each with one purpose.</summary>
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

    [GeneratedRegex(@"^\| [^|]+ \| `(\w+\.cs)` \| ([^|]+) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
