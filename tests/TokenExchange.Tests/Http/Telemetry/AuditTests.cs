using System.Text.Json.Nodes;
using TokenExchange.Emulators.Provider;
using TokenExchange.Emulators.Wire;
using TokenExchange.Telemetry;
using TokenExchange.Tests.Pure;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>What an auditor reads afterwards: each event once, with its fields, and nothing that names a person.</summary>
public sealed class AuditTests : TestStand
{
    private const string Alice = "88421113";
    private const string Address = "/api/proxy/echo/anything";

    [Fact]
    public async Task A_sign_in_a_refresh_and_a_sign_out_name_the_same_session_by_a_pseudonym()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        Clock.Advance(TimeSpan.FromSeconds(299));
        await browser.FetchAsync("GET", Address);
        await browser.FetchAsync("POST", "/api/auth/logout");

        Assert.Equal(["login", "refresh", "logout"], Events().Select(line => line.Event));
        Assert.Matches("^[A-Za-z0-9_-]{16}$", Events()[0].Fields["Session"]);
        Assert.Single(Events().Select(line => line.Fields["Session"]).Distinct());
        Assert.All(Events(), line => Assert.Matches("^[0-9a-f]{32}$", line.Fields["TraceId"]));
        Assert.Equal("user", Events()[2].Fields["Cause"]);
        Assert.DoesNotContain(Events(), line => line.Text.Contains(Alice, StringComparison.Ordinal) || line.Text.Contains("alice", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_late_request_with_old_cookies_is_a_replay_and_those_that_wait_for_the_refresh_are_not()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        var late = browser.Copy();
        Clock.Advance(TimeSpan.FromSeconds(300));
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => browser.FetchAsync("GET", Address)));
        var before = Events("replay_served").Count;

        await late.FetchAsync("POST", "/api/auth/refresh");

        Assert.Single(Events("refresh"));
        Assert.Equal(before + 1, Events("replay_served").Count);
    }

    [Fact]
    public async Task A_copy_of_a_token_that_was_replaced_long_ago_is_reported_as_reuse_and_ends_the_session()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        var thief = browser.Copy();
        for (var i = 0; i < 3; i++)
        {
            Clock.Advance(TimeSpan.FromSeconds(299));
            await browser.FetchAsync("GET", Address);
        }

        await (await thief.FetchAsync("POST", "/api/auth/refresh")).RefusedAsync(401, "session_expired");

        Assert.Single(Events("reuse_detected"));
        Assert.Empty(Events("logout"));
        await (await browser.FetchAsync("GET", Address)).RefusedAsync(401, "session_revoked");
    }

    [Fact]
    public async Task A_grant_that_the_provider_ended_is_a_sign_out_and_no_reuse()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        Provider.Faults.Add(new Fault("token", 400, Body: """{"error":"invalid_grant"}"""));

        await browser.FetchAsync("POST", "/api/auth/refresh");

        Assert.Equal("grant_ended", Assert.Single(Events("logout")).Fields["Cause"]);
        Assert.Empty(Events("reuse_detected"));
    }

    [Theory]
    [InlineData(null, "provider_user")]
    [InlineData("a-session", "provider_session")]
    public async Task A_sign_out_by_the_provider_says_whether_a_session_or_a_user(string? session, string cause)
    {
        await LogOutAsync(Provider.LogoutToken(Alice, session));

        var line = Assert.Single(Events("logout"));
        Assert.Equal((cause, "unknown"), (line.Fields["Cause"], line.Fields["Session"]));
    }

    [Fact]
    public async Task A_rotation_in_the_vault_and_a_withdrawal_name_the_secret_and_count_its_versions()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        Vault.Put("session-key", Canary("session-key"));
        await ReadAgainAsync(browser);
        Vault.SetEnabled("session-key", SessionKey, enabled: false);
        await ReadAgainAsync(browser);

        Assert.Equal([("1", "2"), ("0", "1")], Events("rotation_seen").Select(line => (line.Fields["Added"], line.Fields["Known"])));
        var withdrawn = Assert.Single(Events("key_withdrawn"));
        Assert.Equal(("session-key", "1", "1"), (withdrawn.Fields["Secret"], withdrawn.Fields["Withdrawn"], withdrawn.Fields["Known"]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_rollover_of_the_providers_keys_is_seen_and_so_is_the_withdrawal_of_the_old_ones_whatever_their_names(bool sameKid)
    {
        await NewBrowser().SignInAsync();
        Provider.Keys.Rotate(new Rotation(WithdrawOld: true, SameKid: sameKid));
        await NewBrowser().SignInAsync();

        var seen = Assert.Single(Events("rotation_seen"));
        var withdrawn = Assert.Single(Events("key_withdrawn"));
        Assert.Equal(("signing_keys", "2", "2"), (seen.Fields["Secret"], seen.Fields["Added"], seen.Fields["Known"]));
        Assert.Equal(("signing_keys", "2"), (withdrawn.Fields["Secret"], withdrawn.Fields["Withdrawn"]));
    }

    [Fact]
    public async Task A_refused_call_says_why_and_where_in_our_words_alone()
    {
        await NewBrowser().FetchAsync("GET", Address + "?name=Grace");
        await NewBrowser().FetchAsync("GET", "/api/made-up-by-the-client");

        Assert.Equal(
            [("not_authenticated", "401", "/api/proxy/echo"), ("route_unknown", "404", "unmatched")],
            Events("call_denied").Select(line => (line.Fields["Code"], line.Fields["Status"], line.Fields["Route"])));
        Assert.DoesNotContain(Events(), line => line.Text.Contains("Grace", StringComparison.Ordinal) || line.Text.Contains("made-up", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_request_of_another_site_is_an_event_of_its_own()
    {
        await NewBrowser().FetchAsync("GET", "/api/auth/session", change: request => request.Headers.Add("Origin", "https://evil.example"));

        Assert.Equal("csrf_failed", Assert.Single(Events("cross_site_refused")).Fields["Code"]);
        Assert.Empty(Events("call_denied"));
    }

    [Fact]
    public async Task A_bad_signature_says_on_which_token()
    {
        using var stranger = new ProviderKeys();

        await LogOutAsync(stranger.Sign(Claims(), new TokenTwist(), "", "logout+jwt"));

        Assert.Equal("logout_token", Assert.Single(Events("signature_refused")).Fields["Token"]);
    }

    [Fact]
    public async Task A_sign_in_with_a_key_that_is_not_published_says_so()
    {
        Provider.Keys.Rotate(new Rotation(Publish: false));
        var browser = NewBrowser();

        await browser.ExchangeAsync(await browser.AuthorizeAsync());

        Assert.Equal("id_token", Assert.Single(Events("signature_refused")).Fields["Token"]);
        Assert.Empty(Events("login"));
    }

    [Fact]
    public async Task A_key_set_that_cannot_be_read_is_said()
    {
        Provider.Faults.Add(new Fault("jwks", 500, Count: 1000));
        Clock.Advance(TimeSpan.FromHours(13));

        await NewBrowser().FetchAsync("GET", "/api/health/ready");
        await ScriptedSource.UntilAsync(() => Events("signing_keys_failed").Count > 0); // fetched in the background

        Assert.Equal("The provider returned the document with status 500; expected 200.", Assert.Single(Events("signing_keys_failed")).Fields["Reason"]);
    }

    [Fact]
    public async Task A_secret_that_cannot_be_read_is_named_with_the_vaults_status()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        Vault.Faults.Add(new Fault(Status: 403, Count: 1000));
        Vault.Put("session-key", Canary("session-key"));

        await ReadAgainAsync(browser);

        Assert.Contains(Events("secret_read_failed"), line => (line.Fields["Secret"], line.Fields["Status"]) == ("session-key", "403"));
    }

    private IReadOnlyList<LogLine> Events(string? name = null) =>
        [.. Logs.Lines.Where(line => line.Category == TelemetryNames.AuditCategory && (name is null || line.Event == name))];

    private async Task ReadAgainAsync(Browser browser)
    {
        Clock.Advance(TimeSpan.FromMinutes(5));
        await browser.FetchAsync("GET", "/api/health/ready");
    }

    private Task<HttpResponseMessage> LogOutAsync(string token) => NewBrowser().SendBareAsync(
        "POST", "/api/auth/backchannel-logout", request => request.Content = new FormUrlEncodedContent([new("logout_token", token)]));

    private JsonObject Claims() => new()
    {
        ["iss"] = ProviderOrigin,
        ["aud"] = "token-exchange-demo",
        ["iat"] = Clock.GetUtcNow().ToUnixTimeSeconds(),
        ["exp"] = Clock.GetUtcNow().ToUnixTimeSeconds() + 120,
        ["jti"] = "one",
        ["sub"] = Alice,
        ["events"] = new JsonObject { ["http://schemas.openid.net/event/backchannel-logout"] = new JsonObject() },
    };
}
