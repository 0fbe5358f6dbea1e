using System.Text.RegularExpressions;

namespace TokenExchange.Tests.Pure;

/// <summary>The commands of the incident page name what exists: nobody finds out in an incident that a function was renamed.</summary>
public sealed partial class RunbookTests
{
    private static readonly string Page = Repository.Read("docs/operations/incident.md");

    [Fact]
    public void The_command_that_stops_sign_ins_disables_every_function_that_begins_or_completes_one()
    {
        string[] routes = [nameof(Routes.Login), nameof(Routes.Exchange), nameof(Routes.Callback)];
        var names = Function().Matches(Repository.Read("src/TokenExchange.Functions/AuthFunctions.cs"))
            .Where(match => routes.Contains(match.Groups["route"].Value)).Select(match => match.Groups["name"].Value);

        Assert.Equal(names.Order(), Disabled("true"));
        Assert.Equal(Disabled("true"), Disabled("false"));
    }

    [Fact]
    public void The_command_that_ends_all_sessions_sets_the_setting_that_the_template_keeps()
    {
        Assert.Contains("--settings TokenExchange__Sessions__NotBefore=", Page, StringComparison.Ordinal);
        Assert.Contains("azd env set SESSIONS_NOT_BEFORE ", Page, StringComparison.Ordinal);
        Assert.Contains("${SESSIONS_NOT_BEFORE}", Repository.Read("infra/main.parameters.json"), StringComparison.Ordinal);
    }

    private static IEnumerable<string> Disabled(string value) =>
        Switch().Matches(Page).Where(match => match.Groups["value"].Value == value).Select(match => match.Groups["name"].Value).Order();

    [GeneratedRegex(@"\[Function\(""(?<name>\w+)""\)\]\s+public \S+ \w+\(\[HttpTrigger\([^)]*Route = Routes\.(?<route>\w+)\)\]", RegexOptions.CultureInvariant)]
    private static partial Regex Function();

    [GeneratedRegex(@"AzureWebJobs\.(?<name>\w+)\.Disabled=(?<value>true|false)", RegexOptions.CultureInvariant)]
    private static partial Regex Switch();
}
