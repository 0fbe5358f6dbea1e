using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>Two deployments on two ports of one host name: browsers keep cookies by the name, so only <c>Sessions:CookieName</c> tells theirs apart.</summary>
public sealed class CookieNameTests : TestStand
{
    private const string OneOrigin = "https://localhost:8001";
    private const string OtherOrigin = "https://localhost:8002";

    private readonly Dictionary<int, HttpMessageHandler> _ports = [];

    [Fact]
    public async Task Every_cookie_has_the_name_of_the_setting()
    {
        await StartAsync(OneOrigin, "shop-2");
        var browser = NewBrowser(OneOrigin);

        var callback = await browser.AuthorizeAsync();
        var begun = browser.Cookies.Where(cookie => cookie.Host == "localhost").Select(cookie => cookie.Name).ToList();
        await browser.ExchangeAsync(callback);

        Assert.Matches("^__Host-shop-2-tx-[0-9a-f]{8}$", Assert.Single(begun));
        Assert.Equal(["__Host-shop-2-refresh", "__Host-shop-2-session"], browser.Cookies.Where(cookie => cookie.Host == "localhost").Select(cookie => cookie.Name).Order());
        await browser.ActsAsAsync("alice");
    }

    [Fact]
    public async Task With_different_names_neither_signs_the_other_out()
    {
        var (one, other) = await StartTwoAsync("te", "te-2");

        await one.SignInAsync("alice");
        await other.SignInAsync("bob");

        await one.ActsAsAsync("alice");
        await other.ActsAsAsync("bob");
        await other.FetchAsync("POST", "/api/auth/logout");
        await one.ActsAsAsync("alice");
        Assert.False(await other.IsSignedInAsync());
    }

    [Fact]
    public async Task Logins_in_both_complete_though_each_drops_its_oldest()
    {
        var (one, other) = await StartTwoAsync("one", "one-tx");
        var callback = await one.AuthorizeAsync();
        for (var i = 0; i < 8; i++)
        {
            await other.BeginAsync();
        }

        await one.ExchangeAsync(callback);

        await one.ActsAsAsync("alice");
        Assert.Equal(5, one.Cookies.Count(cookie => cookie.Name.StartsWith("__Host-one-tx-tx-", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task An_answer_never_clears_a_cookie_of_the_other_name()
    {
        var (one, other) = await StartTwoAsync("one", "other");
        await one.SignInAsync();

        var answers = new[]
        {
            await other.FetchAsync("GET", "/api/auth/session"),
            await other.FetchAsync("GET", "/api/proxy/echo/anything"),
            await other.FetchAsync("POST", "/api/auth/logout"),
            await other.ExchangeAsync(OtherOrigin + "/callback?code=x&state=y"),
        };

        Assert.All(answers.SelectMany(answer => answer.SetsOfSession()), line => Assert.StartsWith("__Host-other-", line, StringComparison.Ordinal));
        await one.ActsAsAsync("alice");
    }

    [Fact]
    public async Task A_cookie_under_the_other_name_is_not_read()
    {
        var (one, other) = await StartTwoAsync("one", "two", OneOrigin);
        await one.SignInAsync();
        foreach (var cookie in one.Cookies.Where(cookie => cookie.Name.StartsWith("__Host-one-", StringComparison.Ordinal)))
        {
            one.Plant(cookie with { Name = cookie.Name.Replace("-one-", "-two-", StringComparison.Ordinal) });
        }

        Assert.False(await other.IsSignedInAsync());
    }

    /// <summary>Pages of both in one browser.</summary>
    private async Task<(Browser One, Browser Other)> StartTwoAsync(string one, string other, string? originOfOther = null)
    {
        await StartAsync(OneOrigin, one);
        await StartAsync(originOfOther ?? OtherOrigin, other, new Uri(OtherOrigin).Port);
        var browser = NewBrowser(OneOrigin);
        return (browser, browser.At(OtherOrigin));
    }

    private async Task StartAsync(string origin, string name, int? port = null)
    {
        Settings["TokenExchange:PublicOrigin"] = origin;
        Settings["TokenExchange:Sessions:CookieName"] = name;
        await AddGatewayAsync($"{name}.example.test");
        _ports[port ?? new Uri(origin).Port] = Network[$"{name}.example.test"];
        Network.Add("localhost", new Ports(_ports));
    }

    /// <summary>One host name, a deployment on each port.</summary>
    private sealed class Ports(Dictionary<int, HttpMessageHandler> ports) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            using var invoker = new HttpMessageInvoker(ports[request.RequestUri!.Port], disposeHandler: false);
            return await invoker.SendAsync(request, cancellationToken);
        }
    }
}
