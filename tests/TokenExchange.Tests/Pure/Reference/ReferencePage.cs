using System.Text.RegularExpressions;

namespace TokenExchange.Tests.Pure;

/// <summary>docs/configuration.md: prose by hand, and between two markers a table for each section.</summary>
internal static partial class ReferencePage
{
    public const string Name = "docs/configuration.md";

    /// <summary>The same page with the tables that belong there.</summary>
    public static string Fill(string page)
    {
        var sections = Table().Matches(page).Select(match => match.Groups["section"].Value).ToList();
        var rows = OptionRow.All.ToLookup(row => Section(row.Key, sections), StringComparer.Ordinal);
        return Table().Replace(page, match => $"{match.Groups["begin"]}{Render(match.Groups["section"].Value)}\n{match.Groups["end"]}");

        string Render(string section) => ReferenceTable.Render(section, rows[section]);
    }

    /// <summary>The narrowest section that has a table; so a setting of a new section stands in the first table until it has its own.</summary>
    private static string Section(string key, IEnumerable<string> sections) =>
        sections.Where(section => key.StartsWith(section + ':', StringComparison.Ordinal)).MaxBy(section => section.Length)
            ?? throw new InvalidOperationException($"{Name} has no table for {key}: the marker of section {Survey.Root} is missing.");

    [GeneratedRegex("(?<begin><!-- generated: section (?<section>[^\n]+) -->\n).*?(?<end><!-- end -->)", RegexOptions.Singleline)]
    private static partial Regex Table();
}
