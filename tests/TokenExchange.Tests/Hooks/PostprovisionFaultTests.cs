namespace TokenExchange.Tests.Hooks;

/// <summary>postprovision where Azure, the vault or the environment is not as it should be: it stops, says why, and changes nothing.</summary>
public sealed class PostprovisionFaultTests : HookStand
{
    [Fact]
    public async Task When_azure_refuses_the_hook_fails_and_says_so()
    {
        Azure.Faults.Add(new("PUT", "/secrets/client-secret", 403, "Forbidden", "Azure says no"));

        var run = await RunWithAsync("CLIENT_SECRET", Secret, "postprovision");

        Assert.Equal(1, run.Status);
        Assert.Contains("Forbidden: Azure says no", run.Output, StringComparison.Ordinal);
        Assert.Contains("could not set 'client-secret' in kv-x; nothing was changed", run.Output, StringComparison.Ordinal);
        NothingLeaked(run, Secret);
    }

    [Theory]
    [InlineData("plain-secret-value")]
    [InlineData(Secret)]
    public async Task A_message_of_azure_that_repeats_the_secret_is_withheld(string secret)
    {
        Azure.Faults.Add(new("PUT", "/secrets/client-secret", 400, "BadRequest", RepeatsBody: true));

        var run = await RunWithAsync("CLIENT_SECRET", secret, "postprovision");

        Assert.Equal((1, true), (run.Status, run.Output.Contains("withheld", StringComparison.Ordinal)));
        NothingLeaked(run, secret);
    }

    [Fact]
    public async Task When_the_vault_cannot_be_read_nothing_is_written()
    {
        Azure.Faults.Add(new("GET", "/secrets", 500, "InternalServerError"));

        var run = await RunWithAsync("CLIENT_SECRET", Secret, "postprovision");

        Assert.Equal((1, 1), (run.Status, run.Calls.Count));
        Assert.Contains("could not read the state of 'session-key' in kv-x; nothing was changed", run.Output, StringComparison.Ordinal);
        NothingLeaked(run, Secret);
    }

    [Theory]
    [InlineData(403, "AuthorizationFailed")]
    [InlineData(404, "ResourceGroupNotFound")]
    [InlineData(404, "SubscriptionNotFound")]
    public async Task A_secret_that_cannot_be_looked_at_is_not_taken_for_an_absent_one(int status, string code)
    {
        Azure.Faults.Add(new("GET", "/secrets/client-secret", status, code));

        var run = await RunWithAsync("SECRET_VALUE", Secret, "postprovision", "--set-secret", "client-secret");

        Assert.Equal((1, "GET secrets/client-secret"), (run.Status, Assert.Single(run.Sequence)));
        Assert.Contains(code, run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("does not exist in the vault", run.Output, StringComparison.Ordinal);
        NothingLeaked(run, Secret);
    }

    [Fact]
    public async Task An_absent_client_secret_is_set()
    {
        Variables["SERVICE_CLIENT_SLOT"] = "other-secret";

        var run = await RunWithAsync("CLIENT_SECRET", Secret, "postprovision");

        Assert.Equal((0, Secret), (run.Status, NewestValue("other-secret")));
        Assert.DoesNotContain("was not found", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_signs_in_the_vault_needs_no_value_and_none_is_asked_for()
    {
        Variables["SERVICE_CLIENT_AUTHENTICATION"] = "private-key-jwt";
        Variables["SERVICE_CLIENT_SLOT"] = "";
        Variables["SERVICE_CLIENT_KEY"] = "client-key";
        Variables["SERVICE_PUBLIC_ORIGIN"] = "https://app.example.com";

        var run = await RunAsync("postprovision");

        Assert.Equal(0, run.Status);
        Assert.Equal(["GET secrets/session-key"], run.Sequence);
        Assert.Contains("'client-key' of the vault signs for the service, and no value is needed. Its public half: https://app.example.com/api/auth/keys.", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_session_key_is_an_error_and_no_reason_to_invent_one()
    {
        Azure.Faults.Add(new("GET", "/secrets/session-key", 404, "SecretNotFound"));

        var run = await RunWithAsync("CLIENT_SECRET", Secret, "postprovision");

        Assert.Equal((1, 1), (run.Status, run.Calls.Count));
        Assert.Contains("'session-key' is missing; run 'azd provision --no-state', which creates it", run.Output, StringComparison.Ordinal);
        NothingLeaked(run, Secret);
    }

    [Fact]
    public async Task A_disabled_session_key_is_an_error()
    {
        Vault.SetEnabled("session-key", Vault.Versions("session-key")[0].Version, false);

        var run = await RunWithAsync("CLIENT_SECRET", Secret, "postprovision");

        Assert.Equal((1, true), (run.Status, run.Output.Contains("the newest version of 'session-key' is disabled", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_hook_started_by_hand_asks_azd_for_what_it_needs()
    {
        Vault.SetEnabled("client-secret", Vault.Versions("client-secret")[0].Version, true);
        Variables.Remove("AZURE_KEY_VAULT_NAME");
        Azd["AZURE_KEY_VAULT_NAME"] = "kv-x";

        var run = await RunAsync("postprovision");

        Assert.True(run.Status == 0, run.Output);
        Assert.Contains("AZURE_KEY_VAULT_NAME", AskedOfAzd);
    }

    [Fact]
    public async Task A_hook_without_an_environment_says_what_to_run()
    {
        Variables.Remove("AZURE_KEY_VAULT_ID");

        var run = await RunAsync("postprovision");

        Assert.Equal((1, 0), (run.Status, run.Calls.Count));
        Assert.Contains("AZURE_KEY_VAULT_ID is not set; run 'azd provision' first", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://elsewhere.example/vault")]
    [InlineData("//elsewhere.example/vault")]
    public async Task A_resource_id_that_leads_elsewhere_gets_no_token(string id)
    {
        Variables["AZURE_KEY_VAULT_ID"] = id;

        Assert.Equal((1, 0), (await RunAsync("postprovision") is var run ? run.Status : 0, Azure.Calls.Count));
    }

    [Theory]
    [InlineData("https://login.microsoftonline.us/t/v2.0", "management.usgovcloudapi.net")]
    [InlineData("https://login.chinacloudapi.cn/t/v2.0", "management.chinacloudapi.cn")]
    public async Task In_another_cloud_its_resource_manager_is_called(string issuer, string host)
    {
        var run = await RunWithAsync("SERVICE_FEDERATION_ISSUER", issuer, "postprovision", "--dry-run");

        Assert.All(run.Calls, call => Assert.Equal(host, new Uri(call.Address).Host));
        Assert.NotEmpty(run.Calls);
    }
}
