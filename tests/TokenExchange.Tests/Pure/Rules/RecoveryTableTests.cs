using System.Text.RegularExpressions;
using TokenExchange.Operations.Drill;
using TokenExchange.Secrets;
using TokenExchange.SharedState;
using TokenExchange.SigningKeys;

namespace TokenExchange.Tests.Pure;

/// <summary>The table of RTO and RPO says of each row who measured it, and what it names exists and has the value that it says.</summary>
public sealed partial class RecoveryTableTests
{
    private static readonly KeyVaultOptions Vault = new() { Uri = new Uri("https://vault.example.test") };

    /// <summary>The settings that the table names, with their defaults in its words.</summary>
    private static readonly Dictionary<string, string> Defaults = new()
    {
        ["KeyVault:MaxStale"] = $"{Vault.MaxStale.TotalHours} hours",
        ["KeyVault:RefreshInterval"] = $"{Vault.RefreshInterval.TotalMinutes} minutes",
        ["SharedState:PollInterval"] = $"{new SharedStateOptions().PollInterval.TotalSeconds} seconds",
        ["SigningKeys:CoolDown"] = $"{new SigningKeysOptions().CoolDown.TotalSeconds} seconds",
    };

    private static readonly IReadOnlyList<string[]> Rows =
    [
        .. Repository.Read("docs/operations/tabletop.md").Split("## Recovery: how long, and how much is lost")[1].Split("\n## ")[0].Split('\n')
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Skip(1)
            .Select(line => line.Trim('|', ' ').Split(" | ")),
    ];

    [Fact]
    public void Each_row_has_both_times_and_how_sure_they_are()
    {
        Assert.True(Rows.Count >= 10);
        Assert.All(Rows, row =>
        {
            Assert.Equal(4, row.Length);
            Assert.All(row, cell => Assert.NotEmpty(cell.Trim()));
            Assert.Matches("^(measured|bound|estimate)\\b", row[3]);
        });
    }

    [Fact]
    public void What_is_measured_names_the_event_of_the_drill_or_the_test()
    {
        var tests = Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests/TokenExchange.Tests"), "*Tests.cs", SearchOption.AllDirectories)
            .Select(file => Path.GetFileNameWithoutExtension(file)!).ToHashSet(StringComparer.Ordinal);
        var events = DrillEvents.All.Select(item => item.Name).ToHashSet(StringComparer.Ordinal);

        Assert.All(Rows.Where(row => !row[3].StartsWith("estimate: **", StringComparison.Ordinal)), row =>
        {
            var names = Quoted().Matches(row[3]).Select(match => match.Groups["name"].Value).ToList();
            Assert.True(names.Count > 0, row[0]);
            Assert.All(names, name => Assert.True(tests.Contains(name) || events.Contains(name), $"{row[0]}: {name}"));
        });
    }

    [Fact]
    public void The_times_that_follow_from_settings_are_their_defaults()
    {
        var named = Rows.SelectMany(row => Setting().Matches(row[1]).Select(match => (Row: row[1], Name: match.Groups["name"].Value))).ToList();

        Assert.Equal(Defaults.Keys.Order(StringComparer.Ordinal), named.Select(one => one.Name).Distinct().Order(StringComparer.Ordinal));
        Assert.All(named, one => Assert.Contains(Defaults[one.Name], one.Row, StringComparison.Ordinal));
    }

    [GeneratedRegex("`(?<name>[^`]+)`")]
    private static partial Regex Quoted();

    [GeneratedRegex("`(?<name>[A-Z]\\w+:\\w+)`")]
    private static partial Regex Setting();
}
