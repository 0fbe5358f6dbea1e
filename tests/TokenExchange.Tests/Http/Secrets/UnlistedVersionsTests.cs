using TokenExchange.Emulators.Wire;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>The vault lets the service read a secret and not list its versions: a role on the single secret may be that narrow.</summary>
[StateIndependent]
public sealed class UnlistedVersionsTests : TestStand
{
    private const string Forbidden =
        """{"error":{"code":"Forbidden","message":"Caller is not authorized to perform action on resource.","innererror":{"code":"ForbiddenByRbac"}}}""";

    [Fact]
    public async Task A_new_instance_serves_with_the_current_versions()
    {
        RefuseListing();
        await AddGatewayAsync("app.example.test");
        var browser = NewBrowser();

        await browser.SignInAsync();

        Assert.Equal(200, (int)(await browser.FetchAsync("GET", "/api/proxy/echo/anything")).StatusCode);
        Assert.Equal(200, (int)(await browser.FetchAsync("GET", "/api/proxy/partner/anything")).StatusCode);
    }

    [Fact]
    public async Task Readiness_and_the_log_say_so()
    {
        RefuseListing();
        await AddGatewayAsync("app.example.test");
        await NewBrowser().SignInAsync();
        Clock.Advance(TimeSpan.FromMinutes(6));
        await NewBrowser().SignInAsync();

        var answer = await NewBrowser().SendBareAsync("GET", "/api/health/ready");
        var vault = (await answer.JsonAsync()).GetProperty("checks").GetProperty("vault");

        Assert.Equal(200, (int)answer.StatusCode);
        Assert.Equal("degraded", vault.GetProperty("status").GetString());
        Assert.Contains("does not list", vault.GetProperty("note").GetString(), StringComparison.Ordinal);
        Assert.Equal(["client-secret", "partner-api-key", "session-key"], Logs.Lines.Where(line => line.Event == "VersionsNotListed").Select(line => line.Fields["Secret"]).Order());
    }

    [Fact]
    public async Task A_new_version_is_used_at_the_next_reading()
    {
        RefuseListing();
        await AddGatewayAsync("app.example.test");
        await NewBrowser().SignInAsync();
        var next = Canary("next-client-secret");
        Vault.Put("client-secret", next);
        Provider.AcceptSecrets([next]);

        await NewBrowser().SignInAsync();
    }

    [Fact]
    public async Task A_refusal_that_begins_later_ends_no_session()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        RefuseListing();
        Vault.Put("session-key", Canary("next-session-key"));
        Clock.Advance(TimeSpan.FromMinutes(6));
        await NewBrowser().SignInAsync("bob"); // reads the vault

        Assert.True(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task A_version_that_was_known_and_is_disabled_is_no_longer_used()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        RefuseListing();
        Vault.Put("session-key", Canary("next-session-key"));
        Vault.SetEnabled("session-key", SessionKey, false);
        Clock.Advance(TimeSpan.FromMinutes(6));

        Assert.False(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task A_vault_that_also_refuses_values_is_an_outage()
    {
        Vault.Faults.Add(new Fault(Status: 403, Body: Forbidden, Count: 100_000));
        await AddGatewayAsync("app.example.test");

        var refused = await NewBrowser().FetchAsync("POST", "/api/auth/login", new { loginHint = "alice" });

        await refused.RefusedAsync(503, "vault_unavailable", "retry");
    }

    [Fact]
    public async Task When_the_vault_lists_again_readiness_is_ok()
    {
        RefuseListing();
        await AddGatewayAsync("app.example.test");
        await NewBrowser().SignInAsync();
        Vault.Faults.Clear();
        Clock.Advance(TimeSpan.FromMinutes(6));
        var browser = NewBrowser();
        await browser.SignInAsync();
        await browser.FetchAsync("GET", "/api/proxy/partner/anything");

        var answer = await NewBrowser().SendBareAsync("GET", "/api/health/ready");

        Assert.Equal("ok", (await answer.JsonAsync()).GetProperty("checks").GetProperty("vault").GetProperty("status").GetString());
    }

    private void RefuseListing() => Vault.Faults.Add(new Fault(Status: 403, Body: Forbidden, Count: 100_000, Path: "/versions"));
}
