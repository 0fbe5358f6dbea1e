namespace TokenExchange.Tests.Rotations;

/// <summary>
/// A pair of keys that two processes rotated at the same time: each created the same key anew, so that only the value of the later call is valid, whichever
/// version is the newer one in the vault.
/// </summary>
public sealed class PairOfKeysTests : RotatorStand
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(7);

    public PairOfKeysTests()
    {
        Vault.Put("management-key", Vault.Values("partner-api-key")[0]);
        Vault.Put("partner-api-key", Keys.Valid["primary"]);
        Tag("session-key", ("rotate-after", "9999"));
        Tag("partner-api-key", ("rotation-credential", "primary"));
        Clock.Advance(TimeSpan.FromDays(91));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Two_values_of_which_none_was_used_are_both_given_up(bool isNewerValid)
    {
        var instance = NewInstance(PairPlan);
        await TimerAsync(instance);
        var (first, old) = (Vault.Versions("partner-api-key")[0], Keys.Valid["primary"]);
        var second = Store(isNewerValid);

        await RunAsync(instance, runs: 1);

        Assert.DoesNotContain(Keys.Valid["secondary"], new[] { first.Value, second.Value });
        Assert.Equal(old, InUse("partner-api-key").Value);
        await RunAsync(instance, runs: 6);
        Assert.Equal(Keys.Valid["secondary"], InUse("partner-api-key").Value);
        Assert.Single(Vault.Versions("partner-api-key"), version => version.Enabled);
        Assert.Empty(Failures);
    }

    [Fact]
    public async Task A_value_that_came_late_and_is_not_valid_ends_and_the_one_in_use_stays()
    {
        var instance = NewInstance(PairPlan);
        await RunAsync(instance, runs: 2);
        var used = InUse("partner-api-key");
        var late = Store(isValid: false);

        await RunAsync(instance, runs: 4);

        Assert.Equal((used.Version, Keys.Valid["secondary"]), (InUse("partner-api-key").Version, used.Value));
        Assert.False(Vault.Versions("partner-api-key").Single(version => version.Version == late.Version).Enabled);
        Assert.Empty(Failures);
    }

    [Fact]
    public async Task A_value_that_came_late_and_is_the_valid_one_is_used()
    {
        var instance = NewInstance(PairPlan);
        await RunAsync(instance, runs: 2);
        var late = Store(isValid: true);

        await RunAsync(instance, runs: 4);

        Assert.Equal((late.Version, Keys.Valid["secondary"]), (InUse("partner-api-key").Version, late.Value));
        Assert.Single(Vault.Versions("partner-api-key"), version => version.Enabled);
        Assert.Empty(Failures);
    }

    [Fact]
    public async Task A_key_that_a_person_has_stored_meanwhile_is_not_created_anew()
    {
        var instance = NewInstance(PairPlan);
        Keys.IssuesWrongKeys = true;
        await RunAsync(instance, runs: 2);
        Vault.Put("partner-api-key", Keys.Valid["secondary"]);
        var stored = Keys.Valid["secondary"];

        await RunAsync(instance, runs: 3);

        Assert.Equal((stored, stored), (InUse("partner-api-key").Value, Keys.Valid["secondary"]));
        Assert.Contains("was not made by a rotation", Failures.Last().Text, StringComparison.Ordinal);
        Tag("partner-api-key", ("rotation-credential", "secondary"));
        await RunAsync(instance, runs: 3);
        Assert.Equal(stored, Keys.Valid["secondary"]);
    }

    [Fact]
    public async Task A_wrong_key_raises_the_alert_also_where_an_older_version_had_the_same_one_of_the_pair()
    {
        var instance = NewInstance(PairPlan);
        Files["plan.json"] = PairPlan;
        await RunAsync(instance, runs: 6);
        Clock.Advance(TimeSpan.FromDays(91));
        await RunAsync(instance, runs: 2); // in use, and the one before is still valid
        Keys.IssuesWrongKeys = true;
        await RotateAsync("partner-api-key", "--leaked");
        Clock.Advance(Pause);

        Assert.Equal(1, await RotateAsync("partner-api-key", "--leaked"));

        Assert.Contains("was rejected. It is not used", Errors.ToString(), StringComparison.Ordinal);
        Assert.Equal(Keys.Valid["primary"], InUse("partner-api-key").Value);
    }

    [Fact]
    public async Task A_leaked_key_that_is_replaced_while_the_one_before_is_revoked_raises_the_alert_and_the_value_in_use_stays_valid()
    {
        Files["plan.json"] = PairPlan;
        var instance = NewInstance(PairPlan);
        await RunAsync(instance, runs: 3);
        ApiWay.Before = async request =>
        {
            if (request.RequestUri!.AbsolutePath == "/pair/primary")
            {
                ApiWay.Before = _ => Task.CompletedTask;
                Assert.Equal(0, await RotateAsync("partner-api-key", "--leaked")); // creates the same key anew, before this call does
            }
        };
        await RunAsync(instance, runs: 1);
        var used = InUse("partner-api-key");

        await TimerAsync(instance);

        Assert.Contains("was rejected. It is not used", Assert.Single(Failures).Text, StringComparison.Ordinal);
        Assert.Equal((used.Version, Keys.Valid["secondary"]), (InUse("partner-api-key").Version, used.Value));
        Vault.SetEnabled("partner-api-key", Vault.Versions("partner-api-key")[0].Version, false);
        for (var run = 0; run < 4; run++)
        {
            Assert.True(await RotateAsync("partner-api-key", "--leaked") == 0, Errors.ToString());
            Clock.Advance(Pause);
        }

        Assert.Equal(Keys.Valid["primary"], InUse("partner-api-key").Value);
        Assert.NotEqual(used.Value, Keys.Valid["secondary"]);
    }

    [Theory]
    [InlineData("/pair/secondary")] // creates the new value
    [InlineData("/pair/primary")] // ends the old one
    public async Task A_call_that_is_not_answered_is_cancelled_after_two_minutes_so_that_it_cannot_come_late(string path)
    {
        var instance = NewInstance(PairPlan);
        Keys.HangsAt = path;
        var runs = RunUntilHangingAsync(instance);
        await Keys.Hangs.Task.WaitAsync(Stand.WaitLimit.Longest, TestContext.Current.CancellationToken);
        Clock.Advance(TimeSpan.FromSeconds(119));
        Assert.False(runs.IsCompleted);
        Clock.Advance(TimeSpan.FromSeconds(1));

        await runs.WaitAsync(Stand.WaitLimit.Longest, TestContext.Current.CancellationToken);

        Assert.Contains("took longer than 2 minutes and were cancelled", Assert.Single(Failures).Text, StringComparison.Ordinal);
        Assert.Contains(InUse("partner-api-key").Value, Keys.Valid.Values);
        Keys.HangsAt = null;
        Clock.Advance(TimeSpan.FromMinutes(15));
        await RunAsync(instance, runs: 6);
        Assert.Equal(Keys.Valid["secondary"], Assert.Single(Vault.Versions("partner-api-key"), version => version.Enabled).Value);
    }

    /// <summary>Runs the timer until a run ends that had a call which is not answered.</summary>
    private async Task RunUntilHangingAsync(Rotator.RotationFunctions instance)
    {
        while (!Keys.Hangs.Task.IsCompleted)
        {
            await TimerAsync(instance);
            Clock.Advance(Keys.Hangs.Task.IsCompleted ? TimeSpan.Zero : Pause);
        }
    }

    /// <summary>What another process stores that has created the second key anew, before or after the value that is valid now.</summary>
    private Emulators.Vault.VaultEntry Store(bool isValid)
    {
        var value = Canary("of another process");
        if (isValid)
        {
            Keys.Valid["secondary"] = value;
        }

        Clock.Advance(TimeSpan.FromSeconds(1));
        var version = Vault.Put("partner-api-key", value);
        Vault.Update("partner-api-key", version, entry => entry with { NotBefore = new DateTimeOffset(9999, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds() });
        Tag(
            "partner-api-key", ("rotation-step", "created"), ("rotation-id", "0123456789ab"), ("rotation-credential", "secondary"),
            ("rotation-at", Clock.GetUtcNow().UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture)));
        return Vault.Versions("partner-api-key")[0];
    }

    private async Task RunAsync(Rotator.RotationFunctions instance, int runs)
    {
        for (var run = 0; run < runs; run++)
        {
            await TimerAsync(instance);
            Clock.Advance(Pause);
        }
    }
}
