using System.Text.Json;

namespace TokenExchange.Tests.Doctor;

/// <summary>The command line: shapes of configuration, output, exit codes.</summary>
public sealed class CommandTests : DoctorStand
{
    [Fact]
    public async Task Every_problem_of_the_configuration_is_a_finding()
    {
        Planned.Remove("TokenExchange:PublicOrigin");
        Planned.Remove("TokenExchange:KeyVault:Uri");

        var report = await BeforeAsync();

        var problems = report.Findings.Where(row => row.Check == "configuration").ToList();
        Assert.Equal(2, problems.Count);
        Assert.Contains(problems, row => row.Found == "TokenExchange:PublicOrigin is missing." && row.Todo.StartsWith("Write only scheme and host", StringComparison.Ordinal));
        Assert.All(report.Findings.Except(problems), row => Assert.Equal("skipped", row.Verdict));
        Assert.Equal((0, 0), (VaultWay.Calls, ProviderWay.Calls));
    }

    [Fact]
    public async Task A_file_like_local_settings_is_read()
    {
        var values = Planned.ToDictionary(pair => pair.Key.Replace(":", "__", StringComparison.Ordinal), pair => pair.Value);
        Files["local.settings.json"] = "// a comment\n" + JsonSerializer.Serialize(new { IsEncrypted = false, Values = values });

        var report = await ReportAsync("--json", "--config", "local.settings.json");

        Assert.Equal("ok", report.Verdict);
    }

    [Fact]
    public async Task A_file_like_appsettings_is_read()
    {
        Files["appsettings.json"] = """{"TokenExchange":{"PublicOrigin":"http://localhost:5080"}}""";

        var strict = await ReportAsync("--json", "--config", "appsettings.json");
        Output.GetStringBuilder().Clear();
        var lenient = await ReportAsync("--json", "--development", "--config", "appsettings.json");

        Assert.Contains(strict.Findings, row => row.Found == "TokenExchange:PublicOrigin is not an https origin.");
        Assert.DoesNotContain(lenient.Findings, row => row.Found.StartsWith("TokenExchange:PublicOrigin", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("not there", null)]
    [InlineData("text", "ClientSecret: hunter2")]
    [InlineData("variables of something else", "CLIENT_SECRET=\"hunter2\"")]
    [InlineData("no JSON", """{"ClientSecret":hunter2}""")]
    [InlineData("another list", """["hunter2"]""")]
    [InlineData("hidden values", """[{"name":"TokenExchange__PublicOrigin","slotSetting":false,"value":null},{"name":"A","value":"hunter2"}]""")]
    [InlineData("encrypted", """{"IsEncrypted":true,"Values":{"A":"hunter2"}}""")]
    public async Task A_file_that_cannot_be_read_is_said(string name, string? text)
    {
        if (text is not null)
        {
            Files[name] = text;
        }

        var report = await ReportAsync("--config", name, "--json");

        Assert.Equal((2, "could-not-run"), (report.ExitCode, report.Verdict));
        Assert.NotEmpty(report.Problem!);
        Assert.DoesNotContain("hunter2", Output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData]
    [InlineData("--json")]
    [InlineData("--config")]
    [InlineData("--config", "env", "--config", "env")]
    [InlineData("--config", "env", "--jsno")]
    [InlineData("--url", "app.example.test")]
    [InlineData("--url", "ftp://app.example.test")]
    [InlineData("--url", "https://app.example.test/api")]
    [InlineData("--url", "https://user@app.example.test")]
    public async Task Wrong_arguments_examine_nothing(params string[] args)
    {
        var code = await RunAsync(args);

        Assert.Equal(2, code);
        Assert.Contains("--config", Output.ToString() + Errors, StringComparison.Ordinal);
        Assert.Equal(0, VaultWay.Calls + ProviderWay.Calls + Front.Calls);
    }

    [Fact]
    public async Task Both_can_be_examined_at_once()
    {
        var report = await ReportAsync("--config", "env", "--url", AppOrigin, "--json");

        Assert.Equal("ok", report["credential"]);
        Assert.Equal("ok", report["cookie-flags"]);
    }

    [Fact]
    public async Task People_read_one_line_for_each_finding_and_what_to_do_where_it_matters()
    {
        Vault.Put("session-key", new string('k', 31));

        var code = await RunAsync("--config", "env");

        var lines = Output.ToString().Split('\n');
        Assert.Equal(1, code);
        Assert.Contains(lines, line => line.StartsWith("ok       configuration: ", StringComparison.Ordinal));
        var failed = Array.FindIndex(lines, line => line.StartsWith("failed   session-key-length (session-key): ", StringComparison.Ordinal));
        Assert.StartsWith("         -> Add a version", lines[failed + 1], StringComparison.Ordinal);
        Assert.Contains(lines, line => line.Contains("1 failed", StringComparison.Ordinal));
    }
}
