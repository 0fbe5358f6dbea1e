using Azure.Security.KeyVault.Secrets;
using TokenExchange.Emulators.Vault;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>
/// The runbook for a leaked session key (docs/operations/incident.md), step by step: what an attacker who has the key can do before, between and after.
/// An instance that has not read the vault since stands for the attacker: it holds the leaked version and seals sessions with it.
/// </summary>
public sealed class IncidentTests : TestStand
{
    private const string Host = "app.example.test";

    private readonly HttpMessageHandler _attacker;

    public IncidentTests() => _attacker = Network[Host];

    [Fact]
    public async Task Before_the_first_step_a_session_of_the_attacker_s_own_making_is_accepted()
    {
        await RestartAsync();

        Assert.True(await (await ForgeAsync()).IsSignedInAsync());
    }

    [Fact]
    public async Task A_moment_before_which_sessions_have_ended_does_not_stop_somebody_who_has_the_key()
    {
        Settings["TokenExchange:Sessions:NotBefore"] = Clock.GetUtcNow().ToString("O");
        await RestartAsync();
        Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.True(await (await ForgeAsync()).IsSignedInAsync());
    }

    [Fact]
    public async Task Step_1_alone_a_new_version_signs_nobody_out_and_stops_nobody()
    {
        var user = NewBrowser();
        await user.SignInAsync();
        AddVersion();
        await RestartAsync();

        Assert.True(await user.IsSignedInAsync());
        Assert.True(await (await ForgeAsync()).IsSignedInAsync());
    }

    [Fact]
    public async Task Step_2_alone_takes_effect_at_the_next_reading_of_the_vault()
    {
        AddVersion();
        await RestartAsync();
        var forged = await ForgeAsync();
        await DisableOlderAsync();

        var before = await forged.IsSignedInAsync();
        Clock.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal((true, false), (before, await forged.IsSignedInAsync()));
    }

    [Fact]
    public async Task After_step_3_no_session_of_the_leaked_version_is_accepted_whoever_made_it_and_users_sign_in_again()
    {
        var user = NewBrowser();
        await user.SignInAsync();
        AddVersion();
        await DisableOlderAsync();
        await RestartAsync();

        var forged = await ForgeAsync();
        await (await forged.FetchAsync("GET", "/api/proxy/partner/anything")).RefusedAsync(401, "not_authenticated", "login");
        await (await user.FetchAsync("GET", "/api/proxy/echo/anything")).RefusedAsync(401, "not_authenticated", "login");
        Assert.Equal(0, ApiCalls);

        await user.SignInAsync();
        Assert.True(await user.IsSignedInAsync());
    }

    /// <summary>Step 1: hooks postprovision --rotate-session-key.</summary>
    private void AddVersion() => Vault.Put("session-key", Canary("next-session-key"));

    /// <summary>Step 2: the calls of <c>az keyvault secret list-versions</c> and <c>set-attributes --enabled false</c>.</summary>
    private async Task DisableOlderAsync()
    {
        var vault = EmulatorClient.Create(new Uri("https://vault.example.test"), Network.Way(), retries: 0, WaitLimit.Longest);
        var versions = new List<SecretProperties>();
        await foreach (var version in vault.GetPropertiesOfSecretVersionsAsync("session-key"))
        {
            versions.Add(version);
        }

        foreach (var older in versions.Skip(1))
        {
            older.Enabled = false;
            await vault.UpdateSecretPropertiesAsync(older);
        }
    }

    /// <summary>Step 3: az functionapp restart.</summary>
    private Task RestartAsync() => AddGatewayAsync(Host);

    /// <summary>A browser with a session that was sealed now, with the version that the attacker has.</summary>
    private async Task<Browser> ForgeAsync()
    {
        var service = Network[Host];
        Network.Add(Host, _attacker);
        var browser = NewBrowser();
        await browser.SignInAsync("bob");
        Network.Add(Host, service);
        return browser;
    }
}
