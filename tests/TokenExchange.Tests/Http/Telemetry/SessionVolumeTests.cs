using TokenExchange.Telemetry;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>A session that makes many calls is in the audit log, under its pseudonym, and no call of it is refused.</summary>
[StateIndependent]
public sealed class SessionVolumeTests() : TestStand(settings =>
{
    settings["TokenExchange:Proxy:SessionVolume:Requests"] = "10";
    settings["TokenExchange:Proxy:SessionVolume:Window"] = "00:15:00";
    settings["TokenExchange:RateLimit:Proxy:Requests"] = "40";
    settings["TokenExchange:RateLimit:Proxy:Window"] = "00:01:00";
    settings["TokenExchange:Proxy:Routes:open:Destination"] = "https://api.example.test/user";
    settings["TokenExchange:Proxy:Routes:open:Paths:0"] = "/";
    settings["TokenExchange:Proxy:Routes:open:Credential"] = "none";
    settings["TokenExchange:Proxy:Routes:open:AllowAnonymous"] = "true";
})
{
    private const string Echo = "/api/proxy/echo/anything?name=Grace";

    [Fact]
    public async Task Each_full_number_of_calls_of_one_session_is_a_record_with_its_pseudonym_and_route()
    {
        var (alice, bob) = (NewBrowser(), NewBrowser());
        await alice.SignInAsync("alice");
        await bob.SignInAsync("bob");

        await CallAsync(alice, 24);
        await CallAsync(bob, 9);

        var session = (await alice.SessionAsync()).GetProperty("session").GetProperty("id").GetString()!;
        Assert.Equal([(session, "10", "/api/proxy/echo"), (session, "10", "/api/proxy/echo")], Records().Select(line => (line.Fields["Session"], line.Fields["Calls"], line.Fields["Route"])));
        Assert.All(Records(), line => Assert.Matches("^[0-9a-f]{32}$", line.Fields["TraceId"]));
        Assert.DoesNotContain(Records(), line => line.Text.Contains("Grace", StringComparison.Ordinal) || line.Text.Contains("alice", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Calls_of_several_routes_are_counted_together()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();

        await CallAsync(browser, 9);
        await CallAsync(browser, 1, "/api/proxy/partner/anything");

        Assert.Equal("/api/proxy/partner", Assert.Single(Records()).Fields["Route"]);
    }

    [Fact]
    public async Task A_session_that_makes_its_calls_over_more_than_a_window_is_not_reported()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        await CallAsync(browser, 9);
        Clock.Advance(TimeSpan.FromMinutes(15));

        await CallAsync(browser, 9);
        var before = Records().Count;
        await CallAsync(browser, 1);

        Assert.Equal((0, 1), (before, Records().Count));
    }

    [Fact]
    public async Task Refused_calls_and_calls_without_a_session_are_not_counted()
    {
        var browser = NewBrowser();
        await FetchAsync(browser, 20, "/api/proxy/open/anything");
        await browser.SignInAsync();
        Assert.Equal((20, 0), (ApiCalls, Records().Count));

        await FetchAsync(browser, 60, Echo);

        Assert.Equal(4, Records().Count); // of the 60, the limit let 40 pass
    }

    private IReadOnlyList<LogLine> Records() =>
        [.. Logs.Lines.Where(line => line.Category == TelemetryNames.AuditCategory && line.Event == "many_calls")];

    private static async Task CallAsync(Browser browser, int calls, string address = Echo)
    {
        for (var i = 0; i < calls; i++)
        {
            Assert.Equal(200, (int)(await browser.FetchAsync("GET", address)).StatusCode);
        }
    }

    private static async Task FetchAsync(Browser browser, int calls, string address)
    {
        for (var i = 0; i < calls; i++)
        {
            await browser.FetchAsync("GET", address);
        }
    }
}
