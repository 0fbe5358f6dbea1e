using System.Text.RegularExpressions;
using TokenExchange.Operations.Doctor;

namespace TokenExchange.Tests.Doctor;

/// <summary>Each check passes where nothing is wrong, and is seen to come out badly on a fault of its own.</summary>
public sealed class FaultTests : DoctorStand
{
    [Fact]
    public async Task A_right_configuration_passes_every_check()
    {
        var report = await BeforeAsync();

        Assert.Equal((0, "ok"), (report.ExitCode, report.Verdict));
        Assert.Equal(Checks.Before.Select(check => check.Name), report.Names("ok").OrderBy(Order(Checks.Before)));
        Assert.All(report.Findings, row => Assert.Equal("ok", row.Verdict));
    }

    [Fact]
    public async Task A_right_deployment_passes_every_check()
    {
        var report = await AfterAsync();

        Assert.Equal((0, "ok"), (report.ExitCode, report.Verdict));
        Assert.Equal(Checks.After.Select(check => check.Name), report.Names("ok").OrderBy(Order(Checks.After)));
        Assert.All(report.Findings, row => Assert.Equal("ok", row.Verdict));
    }

    [Theory]
    [MemberData(nameof(BeforeFaults.All), MemberType = typeof(BeforeFaults))]
    public async Task A_fault_of_the_configuration_is_found(string check, string verdict, string fault)
    {
        BeforeFaults.Seed(this, check, fault);

        var report = await BeforeAsync();

        Assert.True(report[check] == verdict, $"{check} is {report[check]}");
        Assert.Equal(report.Names("failed").Any() ? 1 : 0, report.ExitCode);
        Explained(report);
    }

    [Theory]
    [MemberData(nameof(AfterFaults.All), MemberType = typeof(AfterFaults))]
    public async Task A_fault_of_the_deployment_is_found(string check, string verdict, string fault)
    {
        AfterFaults.Seed(this, check, fault);

        var report = await AfterAsync();

        Assert.True(report[check] == verdict, $"{check} is {report[check]}");
        Assert.Equal(report.Names("failed").Any() ? 1 : 0, report.ExitCode);
        Explained(report);
    }

    [Fact]
    public void Every_check_is_seen_to_fail()
    {
        var failed = BeforeFaults.All.Concat(AfterFaults.All).Select(row => row.Data).Where(row => row.Item2 == "failed").Select(row => row.Item1);

        Assert.Equal(Checks.Before.Concat(Checks.After).Select(check => check.Name).Order(), failed.Distinct().Order());
    }

    [Fact]
    public async Task Every_check_is_explained()
    {
        var page = await File.ReadAllTextAsync(Path.Combine(RepositoryRoot(), "docs", "operations", "doctor.md"));

        var explained = Regex.Matches(page, "^\\| `([a-z][a-z-]+)` \\|", RegexOptions.Multiline).Select(match => match.Groups[1].Value);

        Assert.Equal(Checks.Before.Concat(Checks.After).Select(check => check.Name), explained);
    }

    /// <summary>Whatever is wrong, each check has a finding, and a sentence each for what was found and what to do.</summary>
    private static void Explained(DoctorReport report)
    {
        var checks = report.Findings[0].Check == "configuration" ? Checks.Before : Checks.After;
        Assert.Equal(checks.Select(check => check.Name).Order(), report.Findings.Select(row => row.Check).Distinct().Order());
        Assert.All(report.Findings, row => Assert.True(row.Found.EndsWith('.') && row.Todo.EndsWith('.'), $"{row.Found} {row.Todo}"));
    }

    private static Func<string, int> Order(IReadOnlyList<Check> checks) => name => checks.ToList().FindIndex(check => check.Name == name);

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "global.json")))
        {
            folder = folder.Parent!;
        }

        return folder.FullName;
    }
}
