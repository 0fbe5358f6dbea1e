using TokenExchange.Emulators.Wire;
using TokenExchange.Tests.Doctor;
using TokenExchange.Tests.Http;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Incidents;

/// <summary>The runbook for a stolen session: one user, one session at the provider or one session ends on every instance.</summary>
public sealed class StolenSessionTests() : DoctorStand(StandSettings.Share)
{
    private const string Runbook = "stolen-session";
    private const string Alice = "88421113";
    private const string Template = "https://login.example.test/{tenantid}/v2.0";
    private const string Second = "second.example.test";

    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task All_sessions_of_a_user_end_on_every_instance_and_those_of_others_stay()
    {
        await AddGatewayAsync(Second);
        var (user, elsewhere, other) = (NewBrowser(), NewBrowser(), NewBrowser());
        await user.SignInAsync();
        await elsewhere.SignInAsync();
        await other.SignInAsync("bob");

        var (code, seen) = await this.RunbookAsync(Runbook, "--user", Alice);
        Clock.Advance(PollInterval);

        Assert.Equal(0, code);
        Assert.Contains("Every instance knows it within 10 seconds.", seen, StringComparison.Ordinal);
        Assert.DoesNotContain(Alice, seen, StringComparison.Ordinal);
        await (await user.FetchAsync("GET", "/api/proxy/echo/anything")).RefusedAsync(401, "session_revoked", "login");
        Network.Add("app.example.test", Network[Second]);
        Assert.Equal((false, true), (await elsewhere.IsSignedInAsync(), await other.IsSignedInAsync()));
        await user.SignInAsync();
        Assert.True(await user.IsSignedInAsync());
    }

    [Fact]
    public async Task One_session_ends_by_the_pseudonym_that_the_audit_log_has()
    {
        var (stolen, kept) = (NewBrowser(), NewBrowser());
        var pseudonym = (await stolen.SignInAsync()).GetProperty("session").GetProperty("id").GetString()!;
        await kept.SignInAsync();

        Assert.Equal(0, (await this.RunbookAsync(Runbook, "--session", pseudonym)).Code);
        Clock.Advance(PollInterval);

        Assert.Equal((false, true), (await stolen.IsSignedInAsync(), await kept.IsSignedInAsync()));
    }

    [Fact]
    public async Task An_instance_that_starts_afterwards_knows_it_too()
    {
        var user = NewBrowser();
        var pseudonym = (await user.SignInAsync()).GetProperty("session").GetProperty("id").GetString()!;
        await this.RunbookAsync(Runbook, "--session", pseudonym);

        await AddGatewayAsync("app.example.test");

        Assert.False(await user.IsSignedInAsync());
    }

    [Fact]
    public async Task A_session_at_the_provider_ends_by_its_sid()
    {
        var user = NewBrowser();
        Provider.TwistNextToken(Twist.Claim("sid", "sid-1"));
        await user.SignInAsync();

        Assert.Equal(0, (await this.RunbookAsync(Runbook, "--provider-session", "sid-1")).Code);
        Clock.Advance(PollInterval);

        Assert.False(await user.IsSignedInAsync());
    }

    [Fact]
    public async Task A_dry_run_ends_nothing()
    {
        var user = NewBrowser();
        await user.SignInAsync();

        var (code, seen) = await this.RunbookAsync(Runbook, "--user", Alice, "--dry-run");
        Clock.Advance(PollInterval);

        Assert.Equal(0, code);
        Assert.Contains("Dry run: would record that these sessions have ended", seen, StringComparison.Ordinal);
        Assert.True(await user.IsSignedInAsync());
    }

    [Fact]
    public async Task It_may_be_run_again()
    {
        var user = NewBrowser();
        await user.SignInAsync();
        await this.RunbookAsync(Runbook, "--user", Alice);

        Assert.Equal(0, (await this.RunbookAsync(Runbook, "--user", Alice)).Code);
        Clock.Advance(PollInterval);

        Assert.False(await user.IsSignedInAsync());
    }

    [Fact]
    public async Task Without_a_role_on_the_store_it_says_which_one_is_needed()
    {
        Storage.Faults.Add(new Fault(Status: 403, Count: 50));

        var (code, seen) = await this.RunbookAsync(Runbook, "--user", Alice);

        Assert.Equal(1, code);
        Assert.Contains("Blob Storage answered 403", seen, StringComparison.Ordinal);
        Assert.Contains("\"Storage Blob Data Contributor\" on the account of the shared state", seen, StringComparison.Ordinal);
        Storage.Faults.Clear();
    }

    [Fact]
    public async Task Without_a_role_on_the_session_key_it_says_which_one_is_needed()
    {
        Vault.Faults.Add(new Fault(Status: 403, Count: 50));

        var (code, seen) = await this.RunbookAsync(Runbook, "--user", Alice);

        Assert.Equal(1, code);
        Assert.Contains("the session key cannot be read. The account needs \"Key Vault Secrets User\" on it", seen, StringComparison.Ordinal);
        Vault.Faults.Clear();
    }

    [Fact]
    public async Task A_configuration_without_shared_state_can_only_end_all_sessions()
    {
        StandSettings.InMemory(Planned);

        var (code, seen) = await this.RunbookAsync(Runbook, "--user", Alice);

        Assert.Equal(1, code);
        Assert.Contains("az functionapp config appsettings list", seen, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData]
    [InlineData("--user", "a", "--session", "b")]
    [InlineData("--user", "")]
    [InlineData("--user", "a", "--issuer", "https://other.example")]
    public async Task Whose_sessions_end_has_to_be_said_once(params string[] args)
    {
        var (code, seen) = await this.RunbookAsync([Runbook, .. args]);

        Assert.Equal(2, code);
        Assert.DoesNotContain("other.example", seen, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("kX3v-91_bQ2mZr8")]
    [InlineData("kX3v-91_bQ2mZr8Tw")]
    [InlineData("session=kX3v-91_")]
    [InlineData(" kX3v-91_bQ2mZr8")]
    public async Task A_text_that_is_no_pseudonym_is_refused_because_it_would_end_nothing(string text)
    {
        var (code, seen) = await this.RunbookAsync(Runbook, "--session", text);

        Assert.Equal(2, code);
        Assert.Contains("--session is not a pseudonym: 16 letters", seen, StringComparison.Ordinal);
        Assert.DoesNotContain("have ended", seen, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("6f1c2a30-0b1d-4c5e-8f90-a1b2c3d4e5f6", "6F1C2A30-0B1D-4C5E-8F90-A1B2C3D4E5F6")]
    [InlineData("6F1C2A30-0B1D-4C5E-8F90-A1B2C3D4E5F6", "6f1c2a30-0b1d-4c5e-8f90-a1b2c3d4e5f6")]
    public async Task The_sessions_are_found_however_the_tenant_in_the_issuer_is_spelled(string allowed, string given)
    {
        const string InToken = "6f1c2a30-0b1d-4c5e-8f90-a1b2c3d4e5f6";
        Provider.MetadataTwists["issuer"] = Template;
        Provider.MetadataTwists["authorization_response_iss_parameter_supported"] = false;
        Settings["TokenExchange:Provider:Issuer"] = Template;
        Settings["TokenExchange:Provider:AllowedTenants:0"] = allowed;
        await this.StartFirstAsync();
        var user = NewBrowser();
        var callback = await user.AuthorizeAsync();
        Provider.TwistNextToken(Twist.Claims(("iss", Issuer(InToken)), ("tid", InToken)));
        await user.ExchangeAsync(callback[..callback.IndexOf("&iss=", StringComparison.Ordinal)]);
        Assert.True(await user.IsSignedInAsync());

        Assert.Equal(0, (await this.RunbookAsync(Runbook, "--user", Alice, "--issuer", Issuer(given))).Code);
        Clock.Advance(PollInterval);

        Assert.False(await user.IsSignedInAsync());
    }

    [Fact]
    public async Task A_template_of_issuers_needs_the_issuer_of_the_user()
    {
        Planned["TokenExchange:Provider:Issuer"] = Template;
        Planned["TokenExchange:Provider:AllowedTenants:0"] = "one";

        Assert.Equal(2, (await this.RunbookAsync(Runbook, "--user", Alice)).Code);
        Assert.Equal(0, (await this.RunbookAsync(Runbook, "--user", Alice, "--issuer", Issuer("one"))).Code);
    }

    private static string Issuer(string tenant) => Template.Replace("{tenantid}", tenant, StringComparison.Ordinal);
}
