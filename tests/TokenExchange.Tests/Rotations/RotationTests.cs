using System.Net;

namespace TokenExchange.Tests.Rotations;

/// <summary>The verb <c>rotate</c>: which rotations begin, how they go on, and what stops them.</summary>
public sealed class RotationTests : RotationStand
{
    private const string Plan = """{ "secrets": { "client-secret": { "kind": "entra-client-secret" } } }""";

    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    [Fact]
    public async Task A_new_session_key_encrypts_when_every_instance_can_read_it_and_the_old_one_ends_after_the_last_session()
    {
        Tag("session-key", ("owner", "platform"), ("rotate-after", "30"));

        Assert.Equal(0, await RotateAsync("session-key"));

        var made = Vault.Versions("session-key")[0];
        Assert.Equal(SessionKey, InUse("session-key").Version);
        Assert.Equal(("platform", "30", "planned"), (made.Tags["owner"], made.Tags["rotate-after"], made.Tags["rotation-cause"]));
        Clock.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal(made.Version, InUse("session-key").Version);
        Clock.Advance(TimeSpan.FromHours(8));
        await RotateAsync("--due");
        Assert.True(Vault.Versions("session-key")[1].Enabled);
        Clock.Advance(TimeSpan.FromMinutes(11));
        await RotateAsync("--due");
        Assert.False(Vault.Versions("session-key")[1].Enabled);
        Assert.Contains("the rotation is complete", Output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_key_that_has_leaked_ends_at_once()
    {
        await RotateAsync("session-key", "--leaked");

        Assert.Equal([true, false], Vault.Versions("session-key").Select(version => version.Enabled));
        Assert.NotEqual(SessionKey, InUse("session-key").Version);
        Assert.Equal("leaked", InUse("session-key").Tags["rotation-cause"]);
    }

    [Fact]
    public async Task The_overlap_of_the_policy_applies_where_it_is_longer()
    {
        Tag("session-key", ("overlap", "7"));

        await RotateAsync("session-key");
        Clock.Advance(TimeSpan.FromDays(6));
        await RotateAsync("--due");

        Assert.True(Vault.Versions("session-key")[1].Enabled);
    }

    [Theory]
    [InlineData(89, 1)]
    [InlineData(90, 2)]
    public async Task What_is_due_begins_by_its_age(int days, int versions)
    {
        Clock.Advance(days * Day);

        await RotateAsync("--due");

        Assert.Equal(versions, Vault.Versions("session-key").Count);
    }

    [Fact]
    public async Task What_expires_soon_is_due()
    {
        Vault.Update("session-key", SessionKey, version => version with { Expires = Clock.GetUtcNow().AddDays(29).ToUnixTimeSeconds() });

        await RotateAsync("--due");

        Assert.Equal(2, Vault.Versions("session-key").Count);
    }

    [Fact]
    public async Task A_dry_run_changes_nothing()
    {
        Assert.Equal(0, await RotateAsync("session-key", "--dry-run"));

        Assert.Equal(0, Changes);
        Assert.Equal("session-key: would create a new value and store it, not yet in use.", Output.ToString().Trim());
    }

    [Fact]
    public async Task A_client_secret_that_the_provider_rejects_is_never_used_and_ends_nothing()
    {
        Files["plan.json"] = Plan;
        await RotateAsync("client-secret");
        Provider.AcceptSecrets([ClientSecret]);
        for (var run = 0; run < 3; run++)
        {
            Clock.Advance(Day);

            Assert.Equal(1, await RotateAsync("client-secret"));
        }

        Assert.Contains("was rejected. It is not used", Errors.ToString(), StringComparison.Ordinal);
        Assert.Equal(ClientSecret, InUse("client-secret").Value);
        Assert.Equal(2, Vault.Versions("client-secret").Count(version => version.Enabled));
    }

    [Fact]
    public async Task A_new_version_that_a_person_disables_is_removed_where_it_was_issued()
    {
        Files["plan.json"] = Plan;
        await RotateAsync("client-secret");
        Vault.SetEnabled("client-secret", Vault.Versions("client-secret")[0].Version, false);
        Clock.Advance(TimeSpan.FromMinutes(15));

        await RotateAsync("--due");

        Assert.Empty(Graph.Passwords);
        Assert.Equal(ClientSecret, InUse("client-secret").Value);
    }

    [Fact]
    public async Task A_version_that_a_person_writes_meanwhile_stays_and_the_new_one_is_removed()
    {
        Files["plan.json"] = Plan;
        await RotateAsync("client-secret");
        Clock.Advance(TimeSpan.FromMinutes(15));
        var written = Vault.Put("client-secret", Canary("by-hand"));

        await RotateAsync("--due");

        Assert.Empty(Graph.Passwords);
        Assert.Equal(written, InUse("client-secret").Version);
    }

    [Fact]
    public async Task A_second_process_does_not_begin_while_the_first_may_be_at_work()
    {
        Files["plan.json"] = Plan;
        (EndsAt, EndsAfter) = (2, true);
        await Assert.ThrowsAsync<ProcessEndedException>(() => RotateAsync("client-secret"));
        EndsAt = 0;

        Assert.Equal(0, await RotateAsync("client-secret"));

        Assert.Contains("another process has begun this rotation", Output.ToString(), StringComparison.Ordinal);
        Assert.Single(Graph.Passwords);
        Clock.Advance(TimeSpan.FromMinutes(16));
        await RotateAsync("client-secret");
        Assert.Equal(Assert.Single(Graph.Passwords).Secret, Vault.Versions("client-secret")[0].Value);
    }

    [Fact]
    public async Task Of_two_processes_that_begin_at_the_same_time_one_stops()
    {
        VaultWay.Response = (_, response) =>
        {
            if (response.RequestMessage!.Method == HttpMethod.Patch)
            {
                Tag("session-key", ("rotation-next", "other 2026-03-15T12:00:00Z"));
            }
        };

        Assert.Equal(0, await RotateAsync("session-key"));

        Assert.Contains("another process began the rotation at the same time and continues it", Output.ToString(), StringComparison.Ordinal);
        Assert.Single(Vault.Versions("session-key"));
    }

    [Theory]
    [InlineData("rotation-step", "done")]
    [InlineData("rotation-credential", "../../other")]
    [InlineData("rotation-next", "soon")]
    public async Task Tags_that_no_rotation_wrote_stop_it_and_are_not_shown(string name, string value)
    {
        Tag("session-key", (name, value));

        Assert.Equal(1, await RotateAsync("session-key"));

        Assert.Contains($"The tag \"{name}\" of version {SessionKey} was not written by a rotation.", Errors.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(value, Errors.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, Changes);
    }

    [Theory]
    [InlineData(403, "Forbidden", "Key Vault Secrets Officer")]
    [InlineData(404, "SecretNotFound", "recovery.md")]
    [InlineData(409, "Conflict", "recovery.md")]
    [InlineData(429, "Throttled", "Too many calls")]
    public async Task A_vault_that_refuses_is_reported_with_the_remedy(int status, string code, string remedy)
    {
        VaultWay.Instead = _ => BrokenFront(status, code);

        Assert.Equal(1, await RotateAsync("session-key"));

        Assert.Contains(remedy, Errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_account_that_may_not_change_the_application_is_told_what_it_needs()
    {
        Files["plan.json"] = Plan;
        Graph.Refusal = HttpStatusCode.Forbidden;

        Assert.Equal(1, await RotateAsync("client-secret"));

        Assert.Contains("Application.ReadWrite.OwnedBy", Errors.ToString(), StringComparison.Ordinal);
        Assert.Single(Vault.Versions("client-secret"));
    }

    [Theory]
    [InlineData("{", "cannot be read: line 1")]
    [InlineData("""{ "secrets": { "client-secret": { "kind": "entra-client-secret", "sort": 1 } } }""", "cannot be read: line 1")]
    [InlineData("""{ "secrets": { "client-secret": { "kind": "magic" } } }""", "client-secret: kind: write")]
    [InlineData("""{ "secrets": { "client-secret": { "kind": "private-key-jwt" } } }""", "the configuration does not use it so")]
    [InlineData("""{ "secrets": { "elsewhere": { "kind": "entra-client-secret" } } }""", "the configuration does not use")]
    [InlineData("""{ "secrets": { "session-key": { "kind": "entra-client-secret" } } }""", "its rotation needs no plan")]
    public async Task A_plan_that_does_not_fit_is_refused(string plan, string problem)
    {
        Files["plan.json"] = plan;

        Assert.Equal(2, await RotateAsync("--due"));

        Assert.Contains(problem, Errors.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, Changes);
    }

    [Theory]
    [InlineData]
    [InlineData("session-key", "--due")]
    [InlineData("--due", "--leaked")]
    [InlineData("elsewhere")]
    public async Task Wrong_arguments_rotate_nothing(params string[] args) => Assert.Equal((2, 0), (await RotateAsync(args), Changes));

    private static HttpResponseMessage BrokenFront(int status, string code) => Doctor.BrokenFront.Json(status, $$$"""{"error":{"code":"{{{code}}}","message":"no"}}""");
}
