namespace TokenExchange.Tests.Hooks;

/// <summary>The first day of a version: until then, instances use the version before and publish the public half of a private key.</summary>
public sealed class NotBeforeTests : HookStand
{
    [Fact]
    public async Task The_version_becomes_valid_at_the_beginning_of_the_day_that_was_given()
    {
        var run = await RunWithAsync("SECRET_VALUE", Secret, "postprovision", "--set-secret", "client-secret", "--not-before", "2099-01-08", "--expires", "2099-03-01");

        Assert.True(run.Status == 0, run.Output);
        Assert.Equal(DateTimeOffset.Parse("2099-01-08T00:00:00Z", System.Globalization.CultureInfo.InvariantCulture).ToUnixTimeSeconds(), Attributes(run).GetProperty("nbf").GetInt64());
        Assert.Contains(", which is used from the beginning of 2099-01-08 and expires at the end of 2099-03-01 (UTC).", run.Output, StringComparison.Ordinal);
        NothingLeaked(run, Secret);
    }

    [Fact]
    public async Task The_session_key_can_begin_later_too_and_in_a_pipeline_the_date_comes_from_the_environment()
    {
        var run = await RunWithAsync("SECRET_NOT_BEFORE", "2099-01-08", "postprovision", "--rotate-session-key");

        Assert.True(Attributes(run).TryGetProperty("nbf", out _));
        Assert.Contains(", which is used from the beginning of 2099-01-08 (UTC).", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_option_a_version_is_valid_at_once()
    {
        var run = await RunWithAsync("SECRET_VALUE", Secret, "postprovision", "--set-secret", "client-secret");

        Assert.False(Attributes(run).TryGetProperty("nbf", out _));
    }

    [Theory]
    [InlineData("2001-01-01", "is not in the future; nothing was changed")]
    [InlineData("tomorrow", "is not a date; write the first day as YYYY-MM-DD")]
    [InlineData("2099-03-02", "the first day is later than the expiry date; nothing was changed")]
    public async Task A_day_that_cannot_be_meant_is_refused_and_nothing_is_written(string day, string problem)
    {
        var run = await RunWithAsync("SECRET_VALUE", Secret, "postprovision", "--set-secret", "client-secret", "--not-before", day, "--expires", "2099-03-01");

        Assert.Equal(1, run.Status);
        Assert.Contains(problem, run.Output, StringComparison.Ordinal);
        Assert.All(run.Sequence, call => Assert.StartsWith("GET ", call, StringComparison.Ordinal));
        NothingLeaked(run, Secret);
    }
}
