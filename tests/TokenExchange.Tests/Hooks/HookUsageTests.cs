namespace TokenExchange.Tests.Hooks;

/// <summary>How a hook is called, and how it ends when somebody stops it.</summary>
public sealed class HookUsageTests : HookStand
{
    [Theory]
    [InlineData("postprovision", "--dry-runs")]
    [InlineData("postprovision", "-x")]
    [InlineData("postprovision", "dry-run")]
    [InlineData("postprovision", "-DryRun")]
    [InlineData("postprovision", "--set-secret")]
    [InlineData("postprovision", "--set-secret", "")]
    [InlineData("postprovision", "--expires", "")]
    [InlineData("postprovision", "--set-secret", "client-secret", "--rotate-session-key")]
    [InlineData("postdeploy", "--dry-runs")]
    [InlineData("postdeploy", "-DryRun")]
    [InlineData("postdeploy", "--set-secret", "x")]
    public async Task An_option_that_is_not_known_or_has_no_value_stops_a_hook_before_it_does_anything(string hook, params string[] options)
    {
        Variables["SECRET_VALUE"] = "a-secret";

        var run = await RunAsync(hook, options);

        Assert.Equal(2, run.Status);
        Assert.Empty(run.Calls);
        Assert.Empty(AskedOfAzd);
    }

    [Theory]
    [InlineData("../other")]
    [InlineData("a b")]
    [InlineData("client-secret\n")]
    public async Task What_is_no_name_of_a_secret_is_refused(string name)
    {
        var run = await RunWithAsync("SECRET_VALUE", "a-secret", "postprovision", "--set-secret", name);

        Assert.Equal((1, 0), (run.Status, run.Calls.Count));
        NothingLeaked(run, "a-secret");
    }

    [Fact]
    public async Task A_hook_that_is_stopped_does_not_look_as_if_it_had_succeeded()
    {
        using var stop = new CancellationTokenSource();
        Azure.Interruption = ("PUT", stop.Cancel);
        Variables["SECRET_VALUE"] = "a-secret";

        var run = await RunAsync("postprovision", ["--set-secret", "client-secret"], stop.Token);

        Assert.Equal(130, run.Status);
        Assert.Single(Vault.Versions("client-secret"));
        NothingLeaked(run, "a-secret");
    }
}
