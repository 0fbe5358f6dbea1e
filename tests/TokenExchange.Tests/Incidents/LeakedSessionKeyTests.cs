using TokenExchange.Emulators.Wire;
using TokenExchange.Tests.Rotations;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Incidents;

/// <summary>The runbook for a leaked session key.</summary>
public sealed class LeakedSessionKeyTests : RotationStand
{
    private const string Runbook = "leaked-session-key";

    /// <summary>The calls that change something: record the intent, store the key, use it, disable the old one, record that it has ended and that all is complete.</summary>
    public static TheoryData<int, bool> Calls { get; } = [.. Enumerable.Range(1, 6).SelectMany(call => new[] { (call, false), (call, true) })];

    [Fact]
    public async Task The_key_is_replaced_and_after_the_restart_everybody_signs_in_again()
    {
        var user = NewBrowser();
        await user.SignInAsync();

        var (code, seen) = await this.RunbookAsync(Runbook);

        Assert.Equal(3, code);
        Assert.Contains("Done: the leaked value has ended.", seen, StringComparison.Ordinal);
        Assert.EndsWith($"Do step 2, then run the same command with --from 3.{Environment.NewLine}", seen, StringComparison.Ordinal);
        Assert.Equal([true, false], this.Enabled("session-key"));

        await AddGatewayAsync("app.example.test"); // step 2
        (code, seen) = await this.RunbookAsync(Runbook, "--from", "3");

        Assert.True(code == 0, seen);
        Assert.True(seen.Contains("Done: The service is ready.", StringComparison.Ordinal), seen);
        Assert.Contains("Yours: step 4 and 5.", seen, StringComparison.Ordinal);
        Assert.False(await user.IsSignedInAsync());
        await user.SignInAsync();
        Assert.True(await user.IsSignedInAsync());
    }

    [Fact]
    public async Task A_dry_run_shows_every_step_and_changes_nothing()
    {
        var (code, seen) = await this.RunbookAsync(Runbook, "--dry-run");

        Assert.Equal(0, code);
        Assert.All(Enumerable.Range(1, 5), number => Assert.Contains($"{Environment.NewLine}{number}. ", seen, StringComparison.Ordinal));
        Assert.Contains("session-key: would create a new value", seen, StringComparison.Ordinal);
        Assert.EndsWith($"Nothing was changed.{Environment.NewLine}", seen, StringComparison.Ordinal);
        Assert.Equal(0, Changes);
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task It_can_be_run_again_wherever_it_was_interrupted_and_replaces_the_key_once(int call, bool isAfter)
    {
        (EndsAt, EndsAfter) = (call, isAfter);
        await Assert.ThrowsAsync<ProcessEndedException>(() => this.RunbookAsync(Runbook));
        EndsAt = 0;
        Clock.Advance(TimeSpan.FromMinutes(16));

        var (code, _) = await this.RunbookAsync(Runbook);
        var versions = Vault.Versions("session-key").Count;
        var (again, seen) = await this.RunbookAsync(Runbook);

        Assert.Equal((3, 3), (code, again));
        Assert.Contains("has replaced the leaked one", seen, StringComparison.Ordinal);
        Assert.Equal(versions, Vault.Versions("session-key").Count);
        Assert.NotEqual(SessionKey, Assert.Single(Vault.Versions("session-key"), version => version.Enabled).Version);
    }

    [Fact]
    public async Task Without_the_role_it_says_which_one_is_needed_and_begins_nothing()
    {
        Vault.Faults.Add(new Fault(Status: 403, Count: 50));

        var (code, seen) = await this.RunbookAsync(Runbook);

        Assert.Equal(1, code);
        Assert.Contains("not permitted (status 403)", seen, StringComparison.Ordinal);
        Assert.Contains("This step needs \"Key Vault Secrets Officer\" on the secret.", seen, StringComparison.Ordinal);
        Assert.Contains("Step 1 failed; no step after it was begun.", seen, StringComparison.Ordinal);
        Assert.Equal([true], this.Enabled("session-key"));
    }

    [Fact]
    public async Task While_the_service_is_not_ready_the_runbook_says_so()
    {
        Front.Instead = request => request.RequestUri!.AbsolutePath.EndsWith("ready", StringComparison.Ordinal)
            ? Doctor.BrokenFront.Json(503, """{"status":"unavailable","checks":{"vault":{"status":"unavailable"}}}""")
            : null;

        var (code, seen) = await this.RunbookAsync(Runbook, "--from", "3");

        Assert.Equal(1, code);
        Assert.Contains("Failed: The service is not ready: vault unavailable.", seen, StringComparison.Ordinal);
        Assert.DoesNotContain("4. ", seen, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--from", "0")]
    [InlineData("--from", "6")]
    [InlineData("--from", "x")]
    [InlineData("--plan", "plan.json")]
    public async Task What_the_runbook_does_not_have_is_refused(params string[] args)
    {
        var (code, _) = await this.RunbookAsync([Runbook, .. args]);

        Assert.Equal(2, code);
        Assert.Equal(0, Changes);
    }
}
