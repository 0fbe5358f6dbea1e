using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using TokenExchange.Failures;
using TokenExchange.Rotator;
using TokenExchange.Telemetry;

namespace TokenExchange.Tests.Pure;

/// <summary>One schema: what is written, what the page says, and what alerts and workbook look for are the same.</summary>
public sealed partial class AuditSchemaTests
{
    private static readonly IReadOnlyList<LoggerMessageAttribute> Events =
        [.. typeof(Audit).GetMethods().Select(method => method.GetCustomAttribute<LoggerMessageAttribute>()).OfType<LoggerMessageAttribute>()];

    [Fact]
    public void The_page_lists_every_event_with_id_level_and_fields()
    {
        var written = Events.Select(item => (item.EventId, Name: item.EventName!, Level: $"{item.Level}", Fields: string.Join(", ", Fields(item))));
        var listed = Row().Matches(Page()).Select(row => (
            int.Parse(row.Groups["id"].Value, System.Globalization.CultureInfo.InvariantCulture), row.Groups["name"].Value, row.Groups["level"].Value, row.Groups["fields"].Value));

        Assert.Equal(written.OrderBy(item => item.EventId), listed);
    }

    [Fact]
    public void The_page_says_what_every_field_holds()
    {
        var explained = FieldRow().Matches(Page()).SelectMany(row => Name().Matches(row.Groups["names"].Value)).Select(name => name.Groups["name"].Value);

        Assert.Equal(Events.SelectMany(Fields).Distinct().Order(StringComparer.Ordinal), explained.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_alerts_and_the_workbook_look_for_what_is_written()
    {
        using var signals = JsonDocument.Parse(Repository.Read("infra/workbooks/signals.json"));
        var root = signals.RootElement;

        Assert.Equal(TelemetryNames.AuditCategory, root.GetProperty("category").GetString());
        Assert.Equal(
            Events.Select(item => item.EventName).Order(StringComparer.Ordinal),
            root.GetProperty("events").EnumerateObject().Select(item => item.Value.GetString()).Order(StringComparer.Ordinal));
        Assert.Contains(root.GetProperty("properties").GetProperty("secret").GetString(), Events.SelectMany(Fields));
    }

    [Theory]
    [InlineData("requestDuration", TelemetryNames.RequestDuration)]
    [InlineData("callDuration", TelemetryNames.CallDuration)]
    [InlineData("secretAgeDays", TelemetryNames.SecretAge)]
    [InlineData("secretDaysToExpiry", TelemetryNames.SecretTimeToExpiry)]
    public void The_workbook_asks_for_instruments_that_there_are(string key, string instrument)
    {
        using var signals = JsonDocument.Parse(Repository.Read("infra/workbooks/signals.json"));

        Assert.Equal(instrument, signals.RootElement.GetProperty("metrics").GetProperty(key).GetString());
    }

    [Theory]
    [InlineData("tags", "call", TelemetryNames.CallTag)]
    [InlineData("tags", "error", TelemetryNames.ErrorTag)]
    [InlineData("tags", "route", TelemetryNames.RouteTag)]
    [InlineData("tags", "secret", TelemetryNames.SecretTag)]
    [InlineData("tags", "status", TelemetryNames.StatusTag)]
    [InlineData("tags", "target", TelemetryNames.TargetTag)]
    [InlineData("calls", "secret", TelemetryNames.Calls.Secret)]
    public void The_alerts_ask_for_tags_that_there_are(string group, string key, string name)
    {
        using var signals = JsonDocument.Parse(Repository.Read("infra/workbooks/signals.json"));

        Assert.Equal(name, signals.RootElement.GetProperty(group).GetProperty(key).GetString());
    }

    [Fact]
    public void The_alert_on_failing_requests_knows_every_failure_that_is_not_the_callers()
    {
        using var signals = JsonDocument.Parse(Repository.Read("infra/workbooks/signals.json"));
        var catalogue = typeof(Catalogue).GetProperties(BindingFlags.Static | BindingFlags.Public).Select(property => (Failure)property.GetValue(null)!);

        Assert.Equal(
            catalogue.Where(failure => failure.Status >= 500).Select(failure => failure.Code).Distinct().Order(StringComparer.Ordinal),
            signals.RootElement.GetProperty("faults").EnumerateArray().Select(code => code.GetString()));
    }

    [Fact]
    public void The_alert_on_limits_knows_the_code_of_a_limit()
    {
        using var signals = JsonDocument.Parse(Repository.Read("infra/workbooks/signals.json"));

        Assert.Equal(Catalogue.RateLimited.Code, signals.RootElement.GetProperty("limited").GetString());
    }

    [Fact]
    public void The_workbook_reads_properties_that_are_written()
    {
        // What the exporter adds of its own is in signals.json, and has a place instead of a name.
        var read = Property().Matches(Repository.Read("infra/workbooks/operations.json")).Select(match => match.Groups["name"].Value).Distinct().ToArray();
        var tags = typeof(TelemetryNames).GetFields(BindingFlags.Static | BindingFlags.NonPublic).Select(field => (string)field.GetRawConstantValue()!);

        Assert.NotEmpty(read);
        Assert.Empty(read.Except(tags).Except(Events.SelectMany(Fields)).Except(Fields(InventoryRecord)));
    }

    [Fact]
    public void The_page_and_the_workbook_name_instruments_and_tags_as_they_are()
    {
        var constants = typeof(TelemetryNames).GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
            .Select(field => (string)field.GetRawConstantValue()!).ToHashSet(StringComparer.Ordinal);
        var told = OurName().Matches(Page() + Repository.Read("infra/workbooks/operations.json")).Select(match => match.Value).ToHashSet(StringComparer.Ordinal);

        Assert.Empty(told.Except(constants));
        Assert.Empty(constants.Where(name => name.StartsWith("token_exchange.", StringComparison.Ordinal)).Except(told));
    }

    private static LoggerMessageAttribute InventoryRecord { get; } = typeof(RotatorLog).GetMethod(nameof(RotatorLog.Inventory))!.GetCustomAttribute<LoggerMessageAttribute>()!;

    private static string Page() => Repository.Read("docs/operations/audit.md");

    private static IEnumerable<string> Fields(LoggerMessageAttribute item) => Field().Matches(item.Message!).Select(field => field.Groups["name"].Value);

    [GeneratedRegex(@"^\| (?<id>19\d\d) \| `(?<name>\w+)` \| (?<level>\w+) \| (?<fields>[\w, ]+) \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"^\| (?<names>(?:`[A-Z]\w+`(?:, )?)+) \|", RegexOptions.Multiline)]
    private static partial Regex FieldRow();

    [GeneratedRegex(@"`(?<name>\w+)`")]
    private static partial Regex Name();

    [GeneratedRegex(@"\{(?<name>\w+)\}")]
    private static partial Regex Field();

    [GeneratedRegex(@"Properties\[\\""(?<name>[\w.]+)\\""\]")]
    private static partial Regex Property();

    [GeneratedRegex(@"token_exchange\.[a-z_.]+[a-z]")]
    private static partial Regex OurName();
}
