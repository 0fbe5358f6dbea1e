using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TokenExchange.Rotations;
using TokenExchange.Rotator;

namespace TokenExchange.Tests.Rotations;

/// <summary>The rotator's functions: what the timer and the vault's event begin, what is ignored, and what raises the alert.</summary>
public sealed class RotatorTests : RotatorStand
{
    private static readonly TimeSpan Due = TimeSpan.FromDays(91);

    [Fact]
    public async Task The_timer_carries_out_a_rotation_from_beginning_to_end()
    {
        Clock.Advance(Due);

        await FinishAsync(NewInstance(EntraPlan));

        var password = Assert.Single(Graph.Passwords);
        Assert.Equal(password.Secret, InUse("client-secret").Value);
        Assert.Equal("complete", InUse("client-secret").Tags["rotation-step"]);
        Assert.Empty(Failures);
    }

    [Fact]
    public async Task Without_a_plan_the_session_key_alone_is_rotated()
    {
        Clock.Advance(Due);

        await TimerAsync(NewInstance());

        Assert.Equal(2, Vault.Versions("session-key").Count);
        Assert.Single(Vault.Versions("client-secret"));
    }

    [Fact]
    public async Task What_is_not_due_is_left_and_the_run_says_that_it_has_ended()
    {
        await TimerAsync(NewInstance(EntraPlan));

        Assert.Equal(0, Changes);
        Assert.Equal("2 secrets, 0 steps done, 0 failed.", Assert.Single(Lines, line => line.Id == 2203).Text.Split(": ")[1].Trim());
    }

    [Fact]
    public async Task The_event_begins_the_rotation_of_its_secret_and_of_no_other()
    {
        Vault.Update("client-secret", Vault.Versions("client-secret")[0].Version, version => version with { Expires = Clock.GetUtcNow().AddDays(30).ToUnixTimeSeconds() });
        Vault.Update("session-key", SessionKey, version => version with { Expires = Clock.GetUtcNow().AddDays(30).ToUnixTimeSeconds() });

        await EventAsync(NewInstance(EntraPlan), Event("client-secret"));

        Assert.Single(Graph.Passwords);
        Assert.Single(Vault.Versions("session-key"));
    }

    [Fact]
    public async Task An_event_that_comes_twice_or_late_begins_nothing_more()
    {
        Vault.Update("client-secret", Vault.Versions("client-secret")[0].Version, version => version with { Expires = Clock.GetUtcNow().AddDays(30).ToUnixTimeSeconds() });
        var instance = NewInstance(EntraPlan);
        await EventAsync(instance, Event("client-secret"));

        await EventAsync(instance, Event("client-secret"));
        await FinishAsync(instance);
        await EventAsync(instance, Event("client-secret"));

        Assert.Single(Graph.Passwords);
        Assert.Equal(2, Vault.Versions("client-secret").Count);
    }

    [Theory]
    [InlineData("not JSON")]
    [InlineData("[]")]
    [InlineData("""{"type":"Microsoft.KeyVault.SecretNearExpiry"}""")]
    [InlineData("""{"type":"Microsoft.KeyVault.SecretNearExpiry","data":"session-key"}""")]
    public async Task A_message_that_is_no_event_changes_nothing(string message) => await IgnoresAsync(message);

    [Theory]
    [InlineData("session-key", "Microsoft.KeyVault.SecretNewVersionCreated", "vault.example.test")]
    [InlineData("session-key", "Microsoft.KeyVault.KeyNearExpiry", "vault.example.test")]
    [InlineData("session-key", "Microsoft.KeyVault.SecretNearExpiry", "other.example.test")]
    [InlineData("elsewhere", "Microsoft.KeyVault.SecretNearExpiry", "vault.example.test")]
    [InlineData("partner-api-key", "Microsoft.KeyVault.SecretNearExpiry", "vault.example.test")]
    public async Task Another_event_another_vault_and_a_secret_without_a_plan_are_ignored(string secret, string type, string vault) =>
        await IgnoresAsync(Event(secret, type, vault));

    [Fact]
    public async Task A_forged_event_of_a_secret_that_is_not_due_begins_nothing()
    {
        await EventAsync(NewInstance(EntraPlan), Event("client-secret"));

        Assert.Equal(0, Changes);
    }

    [Fact]
    public async Task A_value_that_is_rejected_raises_the_alert_in_each_run_and_the_old_version_stays()
    {
        var instance = NewInstance(EntraPlan);
        Clock.Advance(Due);
        await TimerAsync(instance);
        Provider.AcceptSecrets([ClientSecret]);

        for (var run = 0; run < 3; run++)
        {
            Clock.Advance(TimeSpan.FromDays(1));
            await TimerAsync(instance);
        }

        Assert.Equal(3, Failures.Count());
        Assert.All(Failures, line => Assert.Equal((LogLevel.Error, RotatorLog.Failed, RotatorLog.Category), (line.Level, line.Event, line.Category)));
        Assert.Contains("was rejected", Failures.First().Text, StringComparison.Ordinal);
        Assert.Equal(ClientSecret, InUse("client-secret").Value);
    }

    [Theory]
    [InlineData(403, "Forbidden", "Key Vault Secrets Officer")]
    [InlineData(429, "Throttled", "the next run")]
    public async Task A_vault_that_refuses_raises_the_alert_with_the_remedy_and_the_next_run_continues(int status, string code, string remedy)
    {
        var instance = NewInstance();
        Clock.Advance(Due);
        VaultWay.Instead = _ => Doctor.BrokenFront.Json(status, $$$"""{"error":{"code":"{{{code}}}","message":"no"}}""");
        await TimerAsync(instance);
        VaultWay.Instead = _ => null;

        await TimerAsync(instance);

        Assert.Contains(remedy, Assert.Single(Failures).Text, StringComparison.Ordinal);
        Assert.Equal(2, Vault.Versions("session-key").Count);
    }

    [Fact]
    public async Task An_outage_of_Microsoft_Graph_raises_the_alert_and_does_not_stop_the_other_secrets()
    {
        var instance = NewInstance(EntraPlan);
        Clock.Advance(Due);
        ApiWay.Instead = _ => throw new HttpRequestException(HttpRequestError.ConnectionError);
        await TimerAsync(instance);
        ApiWay.Instead = _ => null;
        Assert.Contains("client-secret: the rotation failed", Assert.Single(Failures).Text, StringComparison.Ordinal);
        Assert.Contains("issued does not respond", Assert.Single(Failures).Text, StringComparison.Ordinal);
        Assert.Equal(2, Vault.Versions("session-key").Count);

        await FinishAsync(instance);

        Assert.Equal(Assert.Single(Graph.Passwords).Secret, InUse("client-secret").Value);
    }

    [Fact]
    public async Task An_instance_that_ended_between_two_steps_is_continued_by_another()
    {
        Tag("session-key", ("rotate-after", "9999"));
        Clock.Advance(Due);
        (EndsAt, EndsAfter) = (3, true); // stored, not verified
        await Assert.ThrowsAsync<ProcessEndedException>(() => TimerAsync(NewInstance(EntraPlan)));
        EndsAt = 0;

        await FinishAsync(NewInstance(EntraPlan));

        Assert.Equal(Assert.Single(Graph.Passwords).Secret, InUse("client-secret").Value);
        Assert.Equal("complete", InUse("client-secret").Tags["rotation-step"]);
    }

    [Theory]
    [InlineData("{", "RotationPlan: The plan cannot be read: line 1")]
    [InlineData("""{ "secrets": { "client-secret": { "kind": "magic" } } }""", "RotationPlan: client-secret: kind: write")]
    public void A_plan_that_is_not_valid_stops_the_start(string plan, string problem) => Assert.Contains(
        problem, Assert.Throws<RotationException>(() => RotatorServices.ReadPlan(plan, isDevelopment: false)).Message, StringComparison.Ordinal);

    [Fact]
    public void The_app_starts_with_the_settings_of_the_service()
    {
        using var app = Start(EntraPlan);

        Assert.NotNull(ActivatorUtilities.CreateInstance<RotationFunctions>(app));
    }

    [Fact]
    public void A_plan_that_does_not_fit_the_settings_stops_the_start()
    {
        Authenticate("managed-identity", "");

        Assert.Contains("'client-secret', which the configuration does not use", Assert.Throws<RotationException>(() => Start(EntraPlan)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_of_the_service_that_are_not_valid_stop_the_start()
    {
        Planned["TokenExchange:KeyVault:Uri"] = "vault";

        Assert.Contains("KeyVault:Uri", Assert.Throws<ConfigurationException>(() => Start("")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_message_is_delivered_once_also_when_a_bug_ends_the_function()
    {
        using var host = System.Text.Json.JsonDocument.Parse(Pure.Repository.Read("src/TokenExchange.Rotator/host.json"));

        Assert.Equal(1, host.RootElement.GetProperty("extensions").GetProperty("queues").GetProperty("maxDequeueCount").GetInt32());
    }

    [Fact]
    public void The_alerts_look_for_what_is_written()
    {
        using var signals = System.Text.Json.JsonDocument.Parse(Pure.Repository.Read("infra/workbooks/signals.json"));
        var rotator = signals.RootElement.GetProperty("rotator");

        Assert.Equal(
            [RotatorLog.Category, RotatorLog.Failed, RotatorLog.RunEnded, RotatorLog.SecretInventory],
            new[] { "category", "failed", "runEnded", "inventory" }.Select(name => rotator.GetProperty(name).GetString()));
    }

    [Fact]
    public async Task No_record_has_a_value()
    {
        Clock.Advance(Due);

        await FinishAsync(NewInstance(EntraPlan));

        foreach (var value in Vault.Values("session-key").Concat(Vault.Values("client-secret")))
        {
            Assert.DoesNotContain(Lines, line => line.Text.Contains(value, StringComparison.Ordinal));
        }
    }

    /// <summary>The services of the app, from its app settings.</summary>
    private ServiceProvider Start(string plan)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddRotator(new ConfigurationBuilder().AddInMemoryCollection(Planned).AddInMemoryCollection([new(RotatorServices.PlanSetting, plan)]).Build(), isDevelopment: false);
        return services.BuildServiceProvider();
    }

    private async Task IgnoresAsync(string message)
    {
        Clock.Advance(Due);

        await EventAsync(NewInstance(EntraPlan), message);

        Assert.Equal(0, Changes);
        Assert.Equal([2205], Lines.Select(line => line.Id));
    }
}
