using System.Globalization;

namespace TokenExchange.Tests.Hooks;

/// <summary>The expiry date of a version: events and the alert before it come only if it has one.</summary>
public sealed class ExpiryTests : HookStand
{
    [Theory]
    [InlineData("2099-01-08")]
    [InlineData("2099-03-01")]
    [InlineData("2099-12-31")]
    [InlineData("2096-02-29")]
    [InlineData("2100-02-28")]
    [InlineData("9999-12-31")]
    public async Task The_version_expires_at_the_end_of_the_day_that_was_given(string day)
    {
        var run = await RunWithAsync("SECRET_VALUE", Secret, "postprovision", "--set-secret", "client-secret", "--expires", day);

        Assert.True(run.Status == 0, run.Output);
        Assert.Equal(EndOf(day), Attributes(run).GetProperty("exp").GetInt64());
        Assert.Contains($"which expires at the end of {day} (UTC)", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("there is no alert", run.Output, StringComparison.Ordinal);
        NothingLeaked(run, Secret);
    }

    [Fact]
    public async Task In_a_pipeline_the_date_comes_from_the_environment_and_the_option_goes_before_it()
    {
        Variables["SECRET_EXPIRES"] = "2098-05-06";
        var first = await RunWithAsync("CLIENT_SECRET", Secret, "postprovision");
        var second = await RunWithAsync("SECRET_VALUE", Secret, "postprovision", "--set-secret", "client-secret", "--expires", "2099-05-06");

        Assert.Equal(
            (EndOf("2098-05-06"), EndOf("2099-05-06")),
            (Attributes(first).GetProperty("exp").GetInt64(), Attributes(second).GetProperty("exp").GetInt64()));
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public async Task A_day_to_come_is_late_enough_and_today_is_not(int days, int status)
    {
        var day = Clock.GetUtcNow().AddDays(days).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

        var run = await RunWithAsync("SECRET_VALUE", Secret, "postprovision", "--set-secret", "client-secret", "--expires", day);

        Assert.Equal((status, status == 1), (run.Status, run.Output.Contains("is not in the future; nothing was changed", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("2099-02-29")]
    [InlineData("2100-02-29")]
    [InlineData("2099-04-31")]
    [InlineData("2099-00-10")]
    [InlineData("2099-13-01")]
    [InlineData("2099-01-00")]
    [InlineData("99-01-01")]
    [InlineData("2099-1-1")]
    [InlineData("01.02.2099")]
    [InlineData("tomorrow")]
    [InlineData("2099-01-01T00:00:00Z")]
    [InlineData("2099-01-01\n2099-01-02")]
    public async Task What_is_no_day_of_the_calendar_is_refused_before_anything_is_asked_or_written(string day)
    {
        Variables["SECRET_EXPIRES"] = day;

        var run = await RunWithAsync("CLIENT_SECRET", Secret, "postprovision");

        Assert.Equal(1, run.Status);
        Assert.Contains("is not a date; write the expiry date as YYYY-MM-DD", run.Output, StringComparison.Ordinal);
        Assert.All(run.Sequence, call => Assert.StartsWith("GET ", call, StringComparison.Ordinal));
        NothingLeaked(run, Secret);
    }

    [Fact]
    public async Task A_date_that_has_passed_does_not_stop_a_run_that_writes_nothing()
    {
        Vault.SetEnabled("client-secret", Vault.Versions("client-secret")[0].Version, true);

        Assert.Equal(0, (await RunWithAsync("SECRET_EXPIRES", "2001-01-01", "postprovision")).Status);
    }

    [Fact]
    public async Task Without_a_date_the_hook_says_that_nothing_will_warn()
    {
        var run = await RunWithAsync("CLIENT_SECRET", Secret, "postprovision");
        var rotation = await RunAsync("postprovision", "--rotate-session-key");

        Assert.False(Attributes(run).TryGetProperty("exp", out _));
        Assert.Contains("'client-secret' has no expiry date (--expires YYYY-MM-DD): there is no alert before it expires at the provider", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("there is no alert", rotation.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dry_run_says_when_the_version_would_expire()
    {
        var run = await RunAsync("postprovision", "--dry-run", "--expires", "2099-01-08");

        Assert.Equal(0, run.Status);
        Assert.Contains("would set a new version of 'client-secret' in kv-x, which expires at the end of 2099-01-08", run.Output, StringComparison.Ordinal);
    }

    private static long EndOf(string day) => DateTimeOffset.Parse(day + "T23:59:59Z", CultureInfo.InvariantCulture).ToUnixTimeSeconds();
}
