using TokenExchange.Emulators.Wire;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>What the service measures: durations by names of ours, and how old its secrets are.</summary>
public sealed class MetricTests : TestStand
{
    [Fact]
    public async Task A_request_is_measured_under_its_route_with_its_failure()
    {
        var browser = NewBrowser();
        await browser.FetchAsync("GET", "/api/auth/session");
        await browser.FetchAsync("GET", "/api/proxy/echo/users/grace?name=hopper");

        var requests = Telemetry.Of("token_exchange.request.duration");
        Assert.Equal(
            [("GET", "/api/auth/session", "200", ""), ("GET", "/api/proxy/echo", "401", "not_authenticated")],
            requests.Select(request => (
                request.Tags["http.request.method"], request.Tags["http.route"], request.Tags["http.response.status_code"], request.Tags.GetValueOrDefault("error.type") ?? "")));
    }

    [Fact]
    public async Task A_failed_callback_is_measured_as_the_failure_it_is_though_it_redirects()
    {
        await NewBrowser().NavigateAsync(AppOrigin + "/api/auth/callback?code=c&state=s");

        var request = Assert.Single(Telemetry.Of("token_exchange.request.duration"));
        Assert.Equal(("303", "transaction_missing"), (request.Tags["http.response.status_code"], request.Tags["error.type"]));
    }

    [Fact]
    public async Task What_a_client_invents_makes_no_new_series()
    {
        var browser = NewBrowser();
        for (var i = 0; i < 20; i++)
        {
            await browser.SendBareAsync($"MADEUP{i}", $"/api/made-up/{i}");
            await browser.FetchAsync("GET", $"/api/proxy/made-up-{i}/x");
        }

        var series = Telemetry.Of("token_exchange.request.duration").Select(request => string.Join(' ', request.Tags.OrderBy(tag => tag.Key))).Distinct();
        Assert.Equal(2, series.Count());
    }

    [Fact]
    public async Task Calls_to_vault_provider_and_upstream_are_measured_by_what_they_are_for()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        await browser.FetchAsync("GET", "/api/proxy/echo/users/grace");
        await browser.FetchAsync("GET", "/api/proxy/partner/users/grace");

        var calls = Telemetry.Of("token_exchange.call.duration").Select(call => (call.Tags["token_exchange.call"], call.Tags.GetValueOrDefault("token_exchange.target") ?? "")).ToHashSet();
        Assert.Superset(
            new HashSet<(string, string)>
            {
                ("secret", "session-key"), ("secret", "client-secret"), ("secret", "partner-api-key"), ("discovery", ""), ("signing_keys", ""), ("token", ""),
                ("upstream", "echo"), ("upstream", "partner"),
            },
            calls);
    }

    [Fact]
    public async Task A_call_that_fails_is_measured_with_the_kind_of_its_failure()
    {
        Vault.Faults.Add(new Fault(Status: 500, Count: 1000, Path: "partner-api-key"));
        await AddGatewayAsync("app.example.test"); // one that has not read the secret yet
        var browser = NewBrowser();
        await browser.SignInAsync();

        await (await browser.FetchAsync("GET", "/api/proxy/partner/x")).RefusedAsync(503, "vault_unavailable");

        var call = Assert.Single(Telemetry.Of("token_exchange.call.duration"), call => call.Tags.GetValueOrDefault("token_exchange.target") == "partner-api-key" && call.Tags.ContainsKey("error.type"));
        Assert.Equal("RequestFailedException", call.Tags["error.type"]);
    }

    [Fact]
    public async Task Age_and_time_to_expiry_of_each_secret_are_told_in_days()
    {
        Clock.Advance(TimeSpan.FromHours(12)); // what was read at the start is read again
        Vault.Put("partner-api-key", Canary("partner-api-key"), expires: Clock.GetUtcNow().AddDays(30));
        var browser = NewBrowser();
        await browser.SignInAsync();
        await browser.FetchAsync("GET", "/api/proxy/partner/x");
        Clock.Advance(TimeSpan.FromHours(12));

        Assert.Equal(0.5, Newest("token_exchange.secret.age", "partner-api-key"));
        Assert.Equal(29.5, Newest("token_exchange.secret.time_to_expiry", "partner-api-key"));
        Assert.Equal(1, Newest("token_exchange.secret.age", "session-key"));
        Assert.Null(Newest("token_exchange.secret.time_to_expiry", "session-key"));
    }

    [Fact]
    public async Task A_version_that_cannot_be_used_hides_neither_age_nor_expiry_of_the_one_that_serves()
    {
        Vault.Put("partner-api-key", Canary("partner-api-key"), expires: Clock.GetUtcNow().AddDays(30));
        Clock.Advance(TimeSpan.FromDays(1));
        Vault.Put("partner-api-key", "line\nbreak");
        var browser = NewBrowser();
        await browser.SignInAsync();
        await browser.FetchAsync("GET", "/api/proxy/partner/x");

        Assert.Equal(1, Newest("token_exchange.secret.age", "partner-api-key"));
        Assert.Equal(29, Newest("token_exchange.secret.time_to_expiry", "partner-api-key"));
    }

    [Fact]
    public async Task Audit_events_are_counted_by_name()
    {
        await NewBrowser().SignInAsync();

        Assert.Equal("login", Assert.Single(Telemetry.Of("token_exchange.audit.events")).Tags["token_exchange.event"]);
    }

    private double? Newest(string instrument, string secret) =>
        Telemetry.Of(instrument).LastOrDefault(reading => reading.Tags["token_exchange.secret"] == secret)?.Value;
}
