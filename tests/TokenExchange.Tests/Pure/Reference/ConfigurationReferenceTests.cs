namespace TokenExchange.Tests.Pure;

/// <summary>docs/configuration.md says what the code does: its tables come from the settings' reader and from the doc comments of the options.</summary>
public sealed class ConfigurationReferenceTests
{
    private const string Command = "UPDATE_DOCS=true dotnet test tests/TokenExchange.Tests --filter ConfigurationReference";

    [Fact]
    public void The_page_is_what_the_code_says()
    {
        var current = ReferencePage.Text;
        var right = ReferencePage.Fill(current);
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") == "true")
        {
            File.WriteAllText(Path.Combine(Repository.Root, ReferencePage.Name), right);
            return;
        }

        Assert.True(current == right, Difference(current.Split('\n'), right.Split('\n')));
    }

    [Fact]
    public void Every_key_that_is_read_fills_a_property_of_the_options() =>
        Assert.Empty(Survey.Settings.Keys.Except(OptionRow.All.Select(row => row.Key), StringComparer.Ordinal));

    [Fact]
    public void Every_property_of_the_options_has_a_key_that_is_read() =>
        Assert.Empty(OptionRow.All.Select(row => row.Key).Except(Survey.Settings.Keys, StringComparer.Ordinal));

    private static string Difference(string[] current, string[] right)
    {
        var line = current.Zip(right).TakeWhile(pair => pair.First == pair.Second).Count();
        return $"""
            {ReferencePage.Name} is not what the code says, first in line {line + 1}:
              the page {At(current, line)}
              the code {At(right, line)}
            This rewrites it: {Command}
            """;
    }

    private static string At(string[] lines, int line) => line < lines.Length ? lines[line] : "(nothing)";
}
