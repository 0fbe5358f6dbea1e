using System.Xml.Linq;
using TokenExchange.Operations;
using TokenExchange.Operations.Drill;

namespace TokenExchange.Tests.Drill;

/// <summary>What a drill makes of the observations: allowed or not, table, exit code, picture.</summary>
public sealed class DrillResultTests
{
    private static readonly DrillEvent ProviderDown = new("provider down", [new Allowance("login echo", 503, "provider_unavailable")], (_, _) => Task.CompletedTask);

    [Fact]
    public void Chosen_events_keep_their_order_and_begin_with_one_without_an_event()
    {
        Assert.Equal(["no event", "vault down", "provider down"], DrillEvents.Choose(["provider down", "vault down"]).Select(item => item.Name));
        Assert.Same(DrillEvents.All, DrillEvents.Choose([]));
    }

    [Fact]
    public async Task An_event_that_the_drill_does_not_have_is_refused_with_those_that_it_has()
    {
        using var errors = new StringWriter();

        Assert.Equal(2, await OperatorTool.RunAsync(["drill", "--only", "no such event"], [DrillCommand.Create()], TextWriter.Null, errors, CancellationToken.None));
        Assert.Contains("There are: no event; signing key, with overlap;", errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_outage_that_the_contract_allows_is_no_failure()
    {
        var (exitCode, table) = await WriteAsync(Observe("echo", 200), Observe("echo", 503, "provider_unavailable", hasRetryAfter: true));

        Assert.Equal(0, exitCode);
        Assert.Matches("provider down +2 +1 +0 ", table);
    }

    [Theory]
    [InlineData("echo", 503, "provider_unavailable", false, "echo: 503 provider_unavailable without Retry-After")]
    [InlineData("partner", 503, "provider_unavailable", true, "partner: 503 provider_unavailable")]
    [InlineData("echo", 503, "vault_unavailable", true, "echo: 503 vault_unavailable")]
    [InlineData("echo", 502, "provider_unavailable", true, "echo: 502 provider_unavailable")]
    [InlineData("echo", 401, "not_authenticated", false, "echo: 401 not_authenticated")]
    [InlineData("echo", 0, null, false, "echo: no response")]
    public async Task Every_other_failure_is_one(string operation, int status, string? code, bool hasRetryAfter, string line)
    {
        var (exitCode, table) = await WriteAsync(Observe(operation, status, code, hasRetryAfter), Observe(operation, status, code, hasRetryAfter));

        Assert.Equal(1, exitCode);
        Assert.Contains($"provider down: 2 x {line}{Environment.NewLine}", table, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_an_event_finds_wrong_itself_is_a_failure()
    {
        var output = new StringWriter();

        var exitCode = await DrillReport.WriteAsync([Result() with { Problems = ["The readiness is 503."] }], output);

        Assert.Equal(1, exitCode);
        Assert.Contains("provider down: The readiness is 503.", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_picture_names_each_event_and_marks_failures()
    {
        var picture = XDocument.Parse(DrillPicture.Draw([Result(Observe("echo", 200), Observe("echo", 500, "internal_error"))]));

        var texts = picture.Descendants().Where(element => element.Name.LocalName == "text").Select(element => element.Value).ToList();
        var fills = picture.Descendants().Where(element => element.Name.LocalName == "rect").Select(element => (string?)element.Attribute("fill")).ToList();
        Assert.Contains("provider down", texts);
        Assert.Contains(texts, text => text.Contains("failure that it does not allow: 1", StringComparison.Ordinal));
        Assert.Contains("#2563eb", fills);
        Assert.Contains("#dc2626", fills);
    }

    [Fact]
    public void Every_event_has_a_name_of_its_own_and_allows_a_503_only_for_what_is_down()
    {
        Assert.Equal(DrillEvents.All.Count, DrillEvents.All.Select(drill => drill.Name).Distinct().Count());
        Assert.All(
            DrillEvents.All.Where(drill => !drill.Name.Contains("provider down", StringComparison.Ordinal)),
            drill => Assert.DoesNotContain(drill.Allowed, allowance => allowance.Status == 503));
    }

    [Theory]
    [InlineData("--minutes", "0.4")]
    [InlineData("--minutes", "181")]
    [InlineData("--users", "0")]
    [InlineData("--users", "501")]
    public async Task A_value_out_of_range_starts_nothing(string option, string value)
    {
        var (output, errors) = (new StringWriter(), new StringWriter());

        var exitCode = await Operations.OperatorTool.RunAsync(["drill", option, value], [DrillCommand.Create()], output, errors, TestContext.Current.CancellationToken);

        Assert.Equal((2, ""), (exitCode, output.ToString()));
        Assert.Contains(option + " is not a number from", errors.ToString(), StringComparison.Ordinal);
    }

    private static async Task<(int ExitCode, string Table)> WriteAsync(params IReadOnlyList<Observation> observations)
    {
        var output = new StringWriter();
        return (await DrillReport.WriteAsync([Result([.. observations])], output), output.ToString());
    }

    private static EventResult Result(params Observation[] observations) =>
        new(ProviderDown, TimeSpan.Zero, TimeSpan.FromSeconds(2)) { Observations = observations };

    private static Observation Observe(string operation, int status, string? code = null, bool hasRetryAfter = false) =>
        new(TimeSpan.FromSeconds(1), operation, status, code, hasRetryAfter, TimeSpan.FromMilliseconds(5));
}
