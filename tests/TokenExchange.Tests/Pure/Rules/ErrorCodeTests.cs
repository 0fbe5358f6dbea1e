using System.Reflection;
using System.Text.RegularExpressions;
using TokenExchange.Failures;

namespace TokenExchange.Tests.Pure;

/// <summary>The catalogue of refusals, and every place outside the service that names its codes.</summary>
public sealed partial class ErrorCodeTests
{
    private static readonly List<Failure> All = [.. typeof(Catalogue).GetProperties(BindingFlags.Public | BindingFlags.Static).Select(property => (Failure)property.GetValue(null)!)];

    private static readonly List<string> Codes = [.. All.Select(failure => failure.Code).Distinct().Order(StringComparer.Ordinal)];

    private static readonly string ClientTypes = Repository.Read("clients/browser/src/errors.ts");

    [Fact]
    public void A_code_has_one_action_whatever_its_status() =>
        Assert.All(All.GroupBy(failure => failure.Code), same => Assert.Single(same.Select(failure => failure.Action).Distinct()));

    [Fact]
    public void The_client_s_type_lists_the_codes_of_the_catalogue() => Assert.Equal(Codes, Union("GatewayErrorCode"));

    [Fact]
    public void The_client_s_type_lists_the_actions_of_the_catalogue() => Assert.Equal(Enum.GetValues<FailureAction>().Select(Word).Order(StringComparer.Ordinal), Union("ErrorAction"));

    [Fact]
    public void The_client_s_README_lists_each_code_once_with_its_action()
    {
        var rows = ActionRow().Matches(Repository.Read("clients/browser/README.md"))
            .SelectMany(row => Code().Matches(row.Groups["codes"].Value).Select(code => (Action: row.Groups["action"].Value, Code: code.Groups["code"].Value))).ToList();
        var ofTheBrowser = Union("BrowserErrorCode");

        Assert.Equal(Codes.Concat(ofTheBrowser).Order(StringComparer.Ordinal), rows.Select(row => row.Code).Order(StringComparer.Ordinal));
        Assert.All(rows.Where(row => !ofTheBrowser.Contains(row.Code)), row => Assert.Equal(Word(All.First(failure => failure.Code == row.Code).Action), row.Action));
    }

    [Fact]
    public void The_starter_s_page_has_a_sentence_for_each_code_after_which_a_user_signs_in_again_and_for_none_that_does_not_exist()
    {
        var sentences = Sentence().Matches(Repository.Read("clients/starter/src/sentences.js").Split("const byAction")[0]).Select(match => match.Groups["code"].Value).ToList();

        Assert.Empty(All.Where(failure => failure.Action is FailureAction.Login or FailureAction.StepUp).Select(failure => failure.Code).Except(sentences));
        Assert.Empty(sentences.Except(Codes).Except(Union("BrowserErrorCode")));
    }

    [Fact]
    public void A_row_of_the_incident_page_has_the_status_of_its_code()
    {
        var rows = StatusRow().Matches(Repository.Read("docs/operations/incident.md")).ToList();

        Assert.NotEmpty(rows);
        Assert.All(rows, row => Assert.Contains(All, failure => failure.Code == row.Groups["code"].Value && $"{failure.Status}" == row.Groups["status"].Value));
    }

    [Fact]
    [Trait("Docs", "Generated")]
    public void The_incident_page_lists_the_catalogue() => GeneratedPart.Check(
        "docs/operations/incident.md",
        "codes",
        string.Join(
            '\n',
            [
                "| code | status | action | title |",
                "|---|---|---|---|",
                .. All.OrderBy(failure => failure.Code, StringComparer.Ordinal).ThenBy(failure => failure.Status)
                    .Select(failure => $"| `{failure.Code}` | {failure.Status} | `{Word(failure.Action)}` | {failure.Title} |"),
            ]));

    private static string Word(FailureAction action) => $"{action}".ToLowerInvariant();

    /// <summary>The string literals of a union type.</summary>
    private static List<string> Union(string type) =>
    [
        .. Regex.Match(ClientTypes, $@"export type {type} =(?<union>[^;]+);").Groups["union"].Value.Split('|', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(literal => literal.Trim('"')).Order(StringComparer.Ordinal),
    ];

    [GeneratedRegex(@"^\| `(?<action>login|stepup|retry|none)` \|[^|]+\|(?<codes>[^|]+)\|", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex ActionRow();

    [GeneratedRegex(@"^\| `(?<code>[a-z_]+)` \| (?<status>\d{3}) \|", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex StatusRow();

    [GeneratedRegex("`(?<code>[a-z_]+)`", RegexOptions.CultureInvariant)]
    private static partial Regex Code();

    [GeneratedRegex(@"^  (?<code>[a-z_]+): """, RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Sentence();
}
