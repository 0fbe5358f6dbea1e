using Microsoft.Extensions.Logging;
using TokenExchange.Emulators.Wire;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>Requests that need no credential, sent again and again: each kind of record they cause is written 600 times a minute at most.</summary>
[StateIndependent]
public sealed class LogFloodTests : TestStand
{
    private const int Requests = 700;
    private const int MostRecords = 600;

    public LogFloodTests()
        : base(settings => settings["TokenExchange:Proxy:Routes:partner:AllowAnonymous"] = "true")
    {
    }

    [Fact]
    public async Task Forged_logout_tokens() => await FloodAsync(() => this.LogOutAsync(this.Forged()));

    [Fact]
    public async Task Logout_tokens_that_are_none() => await FloodAsync(() => this.LogOutAsync("x"));

    [Fact]
    public async Task Requests_of_other_sites() => await FloodAsync(() => NewBrowser().SendBareAsync("GET", "/api/auth/session"));

    [Fact]
    public async Task Logins_that_are_begun() => await FloodAsync(() => NewBrowser().FetchAsync("POST", "/api/auth/login", new { }));

    [Fact]
    public async Task Callbacks_that_nobody_began() => await FloodAsync(() => NewBrowser().NavigateAsync("/api/auth/callback?code=x&state=y"));

    [Fact]
    public async Task Logins_while_the_provider_is_down()
    {
        Provider.Faults.Add(new Fault("discovery", 500, Count: 100_000));
        await AddGatewayAsync("app.example.test");

        await FloodAsync(() => NewBrowser().FetchAsync("POST", "/api/auth/login", new { }));
    }

    [Fact]
    public async Task Calls_of_an_open_route_whose_upstream_is_down()
    {
        Network.Add("api.example.test", new ScriptedServer(_ => throw new HttpRequestException("down")));

        await FloodAsync(() => NewBrowser().FetchAsync("POST", "/api/proxy/partner/anything"));
    }

    private async Task FloodAsync(Func<Task<HttpResponseMessage>> send)
    {
        var before = Logs.Lines.Count;
        for (var i = 0; i < Requests; i++)
        {
            await send();
        }

        var written = Logs.Lines.Skip(before).GroupBy(line => (line.Category, line.Id)).ToList();
        Assert.Contains(written, kind => kind.Count() == MostRecords);
        Assert.All(written, kind => Assert.True(kind.Count() <= MostRecords, $"{kind.Key}: {kind.Count()}"));
        Assert.Contains(Logs.Lines.Skip(before), line => line.Level == LogLevel.Warning && line.Category.StartsWith("TokenExchange.Telemetry", StringComparison.Ordinal));

        Clock.Advance(TimeSpan.FromMinutes(1));
        var then = Logs.Lines.Count;
        await send();
        Assert.NotEqual(then, Logs.Lines.Count);
    }
}
