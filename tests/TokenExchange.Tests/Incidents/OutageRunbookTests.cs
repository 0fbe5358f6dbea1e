using TokenExchange.Emulators.Provider;
using TokenExchange.Emulators.Wire;
using TokenExchange.Tests.Rotations;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Incidents;

/// <summary>The runbooks for a deleted vault, a lost region and replaced signing keys.</summary>
public sealed class OutageRunbookTests : RotationStand
{
    [Fact]
    public async Task Deleted_secrets_are_recovered_with_their_versions()
    {
        Vault.Put("session-key", Canary("second"));
        Vault.Delete("session-key");
        Assert.Equal(3, (await this.RunbookAsync("vault-deleted")).Code);
        Assert.Empty(Vault.Versions("session-key"));

        var (code, seen) = await this.RunbookAsync("vault-deleted", "--from", "3");

        Assert.Equal(3, code);
        Assert.Contains("session-key was deleted; recovering it with all its versions.", seen, StringComparison.Ordinal);
        Assert.Equal(2, Vault.Versions("session-key").Count);

        (code, seen) = await this.RunbookAsync("vault-deleted", "--from", "3");
        Assert.Equal(3, code);
        Assert.Contains("Done: each of the 3 secrets in use has a usable version.", seen, StringComparison.Ordinal);
        Assert.Contains("Do step 4, then run the same command with --from 5.", seen, StringComparison.Ordinal);
        Assert.Equal(0, (await this.RunbookAsync("vault-deleted", "--from", "5")).Code);
    }

    [Fact]
    public async Task A_dry_run_recovers_nothing()
    {
        Vault.Delete("session-key");

        var (code, seen) = await this.RunbookAsync("vault-deleted", "--dry-run");

        Assert.Equal(0, code);
        Assert.Contains("session-key was deleted; would recover it.", seen, StringComparison.Ordinal);
        Assert.Empty(Vault.Versions("session-key"));
        Vault.Put("session-key", Canary("again"));
    }

    [Fact]
    public async Task A_secret_without_a_usable_version_is_named()
    {
        Vault.SetEnabled("client-secret", Vault.Versions("client-secret")[0].Version, false);

        var (code, seen) = await this.RunbookAsync("region-lost", "--from", "3");

        Assert.Equal(1, code);
        Assert.Contains("Failed: no usable version of client-secret.", seen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_role_it_says_which_one_is_needed()
    {
        Vault.Faults.Add(new Fault(Status: 403, Count: 50));

        var (code, seen) = await this.RunbookAsync("vault-deleted", "--from", "3");

        Assert.Equal(1, code);
        Assert.Contains("This step needs \"Key Vault Secrets Officer\" on the vault, and \"Key Vault Crypto Officer\" for a key that stays in it.", seen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lost_region_begins_with_a_decision_and_a_deployment()
    {
        var (code, seen) = await this.RunbookAsync("region-lost");

        Assert.Equal(3, code);
        Assert.Contains("Do step 1 and 2, then run the same command with --from 3.", seen, StringComparison.Ordinal);
        Assert.Equal(0, Changes);
    }

    [Fact]
    public async Task After_a_lost_region_the_new_deployment_is_checked_and_everybody_signs_in_again()
    {
        var user = NewBrowser();
        await user.SignInAsync();
        Vault.SetEnabled("session-key", SessionKey, false); // step 2: another vault, with a session key of its own
        Clock.Advance(TimeSpan.FromSeconds(1));
        Vault.Put("session-key", Canary("another-session-key-of-the-other-region"));
        await AddGatewayAsync("app.example.test");
        var (code, seen) = await this.RunbookAsync("region-lost", "--from", "3");
        Assert.Equal(3, code);
        Assert.Contains("Done: each of the 3 secrets in use has a usable version.", seen, StringComparison.Ordinal);
        Assert.Contains("Do step 4, then run the same command with --from 5.", seen, StringComparison.Ordinal);

        (code, seen) = await this.RunbookAsync("region-lost", "--from", "5");

        Assert.True(code == 0, seen);
        Assert.Contains("Done: The service is ready.", seen, StringComparison.Ordinal);
        Assert.Contains("Yours: step 6.", seen, StringComparison.Ordinal);
        Assert.False(await user.IsSignedInAsync());
        await user.SignInAsync();
        Assert.True(await user.IsSignedInAsync());
    }

    [Fact]
    public async Task While_the_new_deployment_is_not_ready_the_old_region_stays_the_one_to_return_to()
    {
        Front.Instead = request => request.RequestUri!.AbsolutePath.EndsWith("ready", StringComparison.Ordinal)
            ? Doctor.BrokenFront.Json(503, """{"status":"unavailable","checks":{"vault":{"status":"unavailable"}}}""")
            : null;

        var (code, seen) = await this.RunbookAsync("region-lost", "--from", "5");

        Assert.Equal(1, code);
        Assert.Contains("Failed: The service is not ready: vault unavailable.", seen, StringComparison.Ordinal);
        Assert.DoesNotContain("az functionapp stop", seen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_the_provider_replaced_its_keys_the_restart_makes_the_withdrawn_one_useless()
    {
        Provider.Keys.Rotate(new Rotation(WithdrawOld: true));

        var (code, seen) = await this.RunbookAsync("signing-keys-replaced");
        Assert.Equal(3, code);
        Assert.Contains("Done: the provider publishes ", seen, StringComparison.Ordinal);

        await AddGatewayAsync("app.example.test"); // step 2
        Assert.Equal(0, (await this.RunbookAsync("signing-keys-replaced", "--from", "3")).Code);
        await NewBrowser().SignInAsync();
    }

    [Theory]
    [InlineData("discovery")]
    [InlineData("jwks")]
    public async Task While_the_provider_does_not_respond_nothing_is_begun(string endpoint)
    {
        Provider.Faults.Add(new Fault(endpoint, 503, Count: 5));

        var (code, seen) = await this.RunbookAsync("signing-keys-replaced");

        Assert.Equal(1, code);
        Assert.Contains("503", seen, StringComparison.Ordinal);
    }
}
