using TokenExchange.Operations.Incidents;

namespace TokenExchange.Tests.Pure;

/// <summary>The incident page has what the command <c>incident</c> prints: it is written from the runbooks.</summary>
public sealed class IncidentPageTests
{
    private const string Page = "docs/operations/incident.md";

    private static readonly string[] Places = ["$APP", "$VAULT", "$GROUP"];

    [Fact]
    [Trait("Docs", "Generated")]
    public void The_page_lists_the_runbooks() => GeneratedPart.Check(Page, "runbooks", string.Join(
        '\n',
        [
            "| incident | severity | who decides | command | tell users |",
            "|---|---|---|---|---|",
            .. Incident.All.Select(incident => $"| [{incident.Title.TrimEnd('.')}](#{incident.Name}) | {incident.Severity} | {incident.Decides} | `{Command(incident)}` | {incident.Tell} |"),
        ]));

    [Fact]
    [Trait("Docs", "Generated")]
    public void The_page_has_the_steps_of_every_runbook() => GeneratedPart.Check(Page, "steps", string.Join("\n\n", Incident.All.Select(Section)));

    [Fact]
    public void Every_variable_of_a_command_is_one_that_the_pages_set()
    {
        var commands = Incident.All.SelectMany(incident => incident.Steps).SelectMany(step => step.Commands).Append("");

        Assert.All(commands, command => Assert.Empty(command.Split('"', ' ').Where(word => word.StartsWith('$') && !word.StartsWith("$(", StringComparison.Ordinal)).Except(Places)));
        Assert.All(Places, place => Assert.Contains($"\n{place[1..]}=$(", Repository.Read("docs/operations/README.md"), StringComparison.Ordinal));
    }

    private static string Command(Incident incident) => $"incident {incident.Name}{incident.About switch
    {
        IncidentSubject.Secret => " <secret>",
        IncidentSubject.Session => " --user <sub>",
        _ => "",
    }} --config …";

    private static string Section(Incident incident) => string.Join(
        '\n',
        [
            $"### {incident.Name}",
            "",
            "| | step | what you see | check | role |",
            "|---|---|---|---|---|",
            .. incident.Steps.Select((step, i) => $"| {i + 1} | {Title(step)} | {Text(step.See)} | {Text(step.Verify)} | {step.Role} |"),
        ]);

    private static string Title(IncidentStep step) =>
        $"{(step.IsOfPerson ? "**You**: " : "")}{Text(step.Title)}{string.Concat(step.Commands.Select(command => $"<br>`{Text(command)}`"))}";

    private static string Text(string text) => text.Replace("{secret}", "the secret", StringComparison.Ordinal).Replace("|", "\\|", StringComparison.Ordinal);
}
