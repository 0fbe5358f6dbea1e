using TokenExchange.Tests.Rotations;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Incidents;

/// <summary>The runbooks for a leaked client secret and a leaked API key: by a rotation of the plan, or by hand.</summary>
public sealed class LeakedCredentialTests : RotationStand
{
    private const string Runbook = "leaked-client-secret";

    [Fact]
    public async Task With_a_plan_the_client_secret_is_replaced_and_ended_and_users_stay_signed_in()
    {
        Files["plan.json"] = """{ "secrets": { "client-secret": { "kind": "entra-client-secret" } } }""";
        var user = NewBrowser();
        await user.SignInAsync();

        var (code, seen) = await this.RunbookAsync(Runbook, "--plan", "plan.json");
        Assert.Equal(3, code);
        Assert.Contains("Waiting: continues at", seen, StringComparison.Ordinal);
        Assert.Contains("Run the same command with --from 1 then.", seen, StringComparison.Ordinal);

        Clock.Advance(TimeSpan.FromMinutes(3));
        await this.RunbookAsync(Runbook, "--plan", "plan.json");
        Clock.Advance(TimeSpan.FromMinutes(7));
        (code, seen) = await this.RunbookAsync(Runbook, "--plan", "plan.json");

        Assert.Equal(0, code);
        Assert.Contains("Done: the provider accepts the newest version.", seen, StringComparison.Ordinal);
        Assert.Contains("disabled 0 older versions of client-secret", seen, StringComparison.Ordinal);
        Assert.Equal([true, false], this.Enabled("client-secret"));
        Assert.True(await user.IsSignedInAsync());
    }

    [Fact]
    public async Task While_the_provider_does_not_know_the_new_secret_yet_the_runbook_waits_and_the_old_one_stays()
    {
        Files["plan.json"] = """{ "secrets": { "client-secret": { "kind": "entra-client-secret" } } }""";
        Graph.Replication = TimeSpan.FromMinutes(5);
        await this.RunbookAsync(Runbook, "--plan", "plan.json");
        Clock.Advance(TimeSpan.FromMinutes(3));

        var (code, seen) = await this.RunbookAsync(Runbook, "--plan", "plan.json");

        Assert.Equal(3, code);
        Assert.Contains("Waiting: the leaked value has not ended yet. Next: verify version", seen, StringComparison.Ordinal);
        Assert.Contains("Run the same command with --from 1 then.", seen, StringComparison.Ordinal);
        Assert.Equal([true, true], this.Enabled("client-secret"));
    }

    [Fact]
    public async Task Without_a_plan_a_person_replaces_it_and_the_command_verifies_it_before_the_old_one_ends()
    {
        var (code, seen) = await this.RunbookAsync(Runbook);
        Assert.Equal(3, code);
        Assert.Contains("Yours: no rotation of client-secret is known", seen, StringComparison.Ordinal);
        Assert.Contains("Then run the same command with --from 2.", seen, StringComparison.Ordinal);
        Assert.Equal(0, Changes);

        var next = Canary("next");
        Provider.AcceptSecrets([next]);
        Vault.Put("client-secret", next);
        (code, seen) = await this.RunbookAsync(Runbook, "--from", "2");

        Assert.Equal(0, code);
        Assert.Contains("disabled 1 older versions of client-secret", seen, StringComparison.Ordinal);
        Assert.Equal([true, false], this.Enabled("client-secret"));
    }

    [Fact]
    public async Task A_value_that_the_provider_rejects_ends_nothing()
    {
        Vault.Put("client-secret", Canary("wrong"));

        var (code, seen) = await this.RunbookAsync(Runbook, "--from", "2");

        Assert.Equal(1, code);
        Assert.Contains("Failed: the provider rejects the newest version.", seen, StringComparison.Ordinal);
        Assert.Equal([true, true], this.Enabled("client-secret"));
    }

    [Fact]
    public async Task A_dry_run_changes_nothing_and_calls_nobody()
    {
        Vault.Put("client-secret", Canary("next"));
        var front = Front.Calls;

        var (code, seen) = await this.RunbookAsync(Runbook, "--dry-run");

        Assert.Equal(0, code);
        Assert.Contains("would disable 1 older versions of client-secret", seen, StringComparison.Ordinal);
        Assert.Equal((0, front), (Changes, Front.Calls));
    }

    [Fact]
    public async Task A_configuration_without_a_client_secret_has_none_to_replace()
    {
        Planned["TokenExchange:Provider:Credential:Kind"] = "managed-identity";
        Planned.Remove("TokenExchange:Provider:Credential:SecretName");

        Assert.Equal(2, (await this.RunbookAsync(Runbook)).Code);
    }

    [Fact]
    public async Task An_API_key_is_replaced_by_a_person_and_the_older_versions_end()
    {
        Assert.Equal(3, (await this.RunbookAsync("leaked-api-key", "partner-api-key")).Code);
        Vault.Put("partner-api-key", Canary("next-api-key"));

        var (code, seen) = await this.RunbookAsync("leaked-api-key", "partner-api-key", "--from", "2");

        Assert.Equal(0, code);
        Assert.Contains("disabled 1 older versions of partner-api-key", seen, StringComparison.Ordinal);
        Assert.Contains("Yours: step 4 and 5.", seen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_a_plan_an_API_key_is_replaced_and_ended()
    {
        Vault.Put("management-key", Vault.Values("partner-api-key")[0]);
        Files["plan.json"] = KeysPlan;

        Assert.Equal(3, (await this.RunbookAsync("leaked-api-key", "partner-api-key", "--plan", "plan.json")).Code);
        Clock.Advance(TimeSpan.FromMinutes(7));

        Assert.Equal(0, (await this.RunbookAsync("leaked-api-key", "partner-api-key", "--plan", "plan.json")).Code);
        Assert.Equal([true, false], this.Enabled("partner-api-key"));
    }

    [Theory]
    [InlineData("session-key")]
    [InlineData("client-secret")]
    [InlineData("no-such-secret")]
    public async Task A_secret_of_no_route_is_refused(string name)
    {
        var (code, seen) = await this.RunbookAsync("leaked-api-key", name);

        Assert.Equal(2, code);
        Assert.Contains("There are: partner-api-key.", seen, StringComparison.Ordinal);
        Assert.DoesNotContain("no-such-secret", seen, StringComparison.Ordinal);
    }
}
