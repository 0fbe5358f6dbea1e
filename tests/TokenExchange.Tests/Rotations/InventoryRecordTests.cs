using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using TokenExchange.Rotations;
using TokenExchange.Rotator;
using TokenExchange.Tests.Doctor;
using TokenExchange.Tests.Pure;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Rotations;

/// <summary>The records that the workbook and an alert read say the same as <c>inventory --json</c>.</summary>
public sealed partial class InventoryRecordTests() : RotatorStand(settings =>
{
    settings["TokenExchange:Proxy:Routes:partner:Destination"] = "https://api.example.test";
    settings["TokenExchange:Proxy:Routes:partner:Paths:0"] = "/";
    settings["TokenExchange:Proxy:Routes:partner:Credential"] = "api-key";
    settings["TokenExchange:Proxy:Routes:partner:ApiKey:SecretName"] = "partner-api-key";
})
{
    /// <summary>Members of the command's JSON that have a part or another form in the record.</summary>
    private static readonly Dictionary<string, string?> Otherwise = new()
    {
        ["name"] = "Secret",
        ["class"] = "Classification",
        ["settings"] = null, // what names the secret in the configuration: the code's affair, and not the operator's
        ["createdOn"] = null, // the age has it
        ["expiresOn"] = null, // the days to expiry have it
    };

    [Fact]
    public async Task Each_record_has_the_columns_and_the_values_of_the_command()
    {
        Tag("client-secret", ("owner", "payments team"), ("class", "confidential"), ("rotate-after", "30"), ("overlap", "7"), ("depends-on", "batch, reports"), ("rotation-cause", "planned"));
        Clock.Advance(TimeSpan.FromDays(40));
        Vault.Put("session-key", Canary("session-key"));

        var records = await RecordAsync();
        var rows = await InventoryAsync();

        Assert.Equal(3, rows.Count);
        Assert.Equal(rows.Select(row => row.GetProperty("name").GetString()), records.Select(record => record.Fields["Secret"]));
        foreach (var (row, record) in rows.Zip(records))
        {
            Assert.All(row.EnumerateObject(), member =>
            {
                if (Field(member.Name) is { } field)
                {
                    Assert.Equal((field, Text(member)), (field, record.Fields[field]));
                }
            });
        }

        Assert.Equal(["The version in use is 40 days old; the limit is 30."], records.Select(record => record.Fields["Breaches"]).Where(text => text != "-"));
    }

    [Fact]
    public async Task The_workbook_shows_every_column_of_the_record()
    {
        var fields = (await RecordAsync())[0].Fields.Keys;
        using var workbook = JsonDocument.Parse(Repository.Read("infra/workbooks/operations.json"));

        var query = workbook.RootElement.GetProperty("items").EnumerateArray().Single(item => item.GetProperty("name").GetString() == "inventory-records")
            .GetProperty("content").GetProperty("query").GetString()!;

        Assert.Equal(fields.Order(StringComparer.Ordinal), Column().Matches(query).Select(match => match.Groups["name"].Value).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_unfinished_rotation_is_in_the_record()
    {
        Clock.Advance(TimeSpan.FromDays(91));
        await TimerAsync(NewInstance());

        Assert.Equal("in-use", (await RecordAsync())[0].Fields["Rotation"]);
    }

    [Fact]
    public async Task The_limit_of_the_template_is_the_records()
    {
        Clock.Advance(TimeSpan.FromDays(40));

        var records = await RecordAsync(maximumAge: 30);

        Assert.All(records, record => Assert.Equal(("30", "The version in use is 40 days old; the limit is 30."), (record.Fields["RotateAfterDays"], record.Fields["Breaches"])));
    }

    [Fact]
    public async Task A_tag_that_an_attacker_may_have_written_is_not_in_the_record()
    {
        Tag("session-key", ("owner", "red\u001b[31m\r\nforged"));

        var record = (await RecordAsync())[0];

        Assert.Equal("-", record.Fields["Owner"]);
        Assert.DoesNotContain("forged", record.Text, StringComparison.Ordinal);
        Assert.Equal("The value of the tag \"owner\" cannot be used.", record.Fields["Breaches"]);
    }

    [Fact]
    public async Task A_vault_that_does_not_answer_is_a_breach_in_each_record_and_no_value_is_ever_read()
    {
        var before = Log.Of("vault").Count;
        await RecordAsync();
        Assert.All(Log.Of("vault").Skip(before), row => Assert.EndsWith("/versions", row.Path, StringComparison.Ordinal));

        VaultWay.Instead = _ => BrokenFront.Json(500, "{}");

        Assert.All(await RecordAsync(), record => Assert.Equal("Listing the versions failed (status 500).", record.Fields["Breaches"]));
    }

    [Theory]
    [InlineData("30", true)]
    [InlineData("", true)]
    [InlineData("0", false)]
    [InlineData("ninety", false)]
    public void The_app_starts_with_a_limit_that_is_a_number_of_days(string days, bool starts)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(Planned).AddInMemoryCollection([new("SecretMaximumAgeDays", days)]).Build();

        var refusal = Record.Exception(() => services.AddRotator(configuration, isDevelopment: false));

        Assert.Equal(starts ? null : "SecretMaximumAgeDays is not a number of days from 1 to 3650.", (refusal as RotationException)?.Message);
        using var app = services.BuildServiceProvider();
        Assert.Equal(starts, app.GetService<InventoryWork>() is not null);
    }

    /// <summary>The field of the record for a member of the command's JSON; null where the record has none.</summary>
    private static string? Field(string member) => Otherwise.TryGetValue(member, out var field) ? field : char.ToUpperInvariant(member[0]) + member[1..];

    private static string Text(JsonProperty member) => member.Value.ValueKind switch
    {
        JsonValueKind.Null => "-",
        JsonValueKind.Array when member.Name == "breaches" => string.Join(' ', member.Value.EnumerateArray()) is { Length: > 0 } text ? text : "-",
        JsonValueKind.Array => string.Join(", ", member.Value.EnumerateArray()),
        JsonValueKind.Object => member.Value.GetProperty("step").GetString()!,
        _ when member.Name == "lastRotation" => member.Value.GetString()![..10],
        _ => member.Value.ToString(),
    };

    private async Task<List<LogLine>> RecordAsync(int maximumAge = 90)
    {
        var before = Lines.Count;
        await NewInventory(maximumAge).RecordAsync(new TimerInfo(), TestContext.Current.CancellationToken);
        return [.. Lines.Skip(before).Where(line => line.Event == RotatorLog.SecretInventory)];
    }

    private async Task<List<JsonElement>> InventoryAsync()
    {
        Output.GetStringBuilder().Clear();
        await RunVerbAsync("inventory", "--config", "env", "--json");
        return [.. JsonElement.Parse(Output.ToString()).GetProperty("secrets").EnumerateArray()];
    }

    [GeneratedRegex(@"(?<name>\w+) = \w+\((?:tostring\()?Properties\[""|(?<name>Version) = substring")]
    private static partial Regex Column();
}
