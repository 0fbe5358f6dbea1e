using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.Browser.Engines;

/// <summary>Both pages that we ship, in Firefox.</summary>
public sealed class FirefoxTests(BuiltStarter starter) : IClassFixture<BuiltStarter>
{
    [FirefoxFact]
    public async Task The_demo_page_signs_in_calls_reloads_and_signs_out()
    {
        await using var host = await LocalHost.StartAsync();
        await using var firefox = await Firefox.StartAsync();

        await Journeys.DemoAsync(firefox, host);
    }

    [FirefoxFact]
    public async Task The_starter_page_signs_in_calls_reloads_and_signs_out()
    {
        await using var front = await Front.StartAsync((await starter.PagesAsync()).AnswerAsync);
        await using var host = await LocalHost.StartBehindAsync(front.Origin, ("TokenExchange:Login:CallbackPath", "/api/auth/callback"));
        front.LeadTo(host.Listening);
        await using var firefox = await Firefox.StartAsync();

        await Journeys.StarterAsync(firefox, host);
    }

    /// <summary>A page of somebody's own, with such a policy and with a client that does not state another one.</summary>
    [FirefoxFact]
    public async Task A_page_under_no_referrer_may_call()
    {
        await using var host = await LocalHost.StartAsync();
        await using var firefox = await Firefox.StartAsync();
        await firefox.GoToAsync(host.Origin + "/");

        var status = await firefox.EvaluateAsync(
            """fetch("/api/auth/login", { method: "POST", mode: "same-origin", referrerPolicy: "no-referrer", headers: { "X-CSRF": "1" } }).then(answer => answer.status)""");

        Assert.Equal("200", status);
    }
}
