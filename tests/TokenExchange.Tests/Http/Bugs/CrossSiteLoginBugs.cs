using System.Net;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http.Bugs;

/// <summary>Logins that another site begins, and cookies of other applications on the host, beside a login of the user.</summary>
public sealed class CrossSiteLoginBugs : TestStand
{
    private const string Login = "/api/auth/login?returnUrl=/elsewhere&loginHint=bob";

    [Theory]
    [InlineData("cross-site")]
    [InlineData("same-site")]
    [InlineData(null)]
    public async Task Navigations_of_other_sites_do_not_take_the_place_of_a_login_in_flight(string? site)
    {
        var browser = NewBrowser();
        var callback = await browser.AuthorizeAsync();
        for (var i = 0; i < 12; i++)
        {
            Clock.Advance(TimeSpan.FromSeconds(1));
            Assert.Equal(HttpStatusCode.SeeOther, (await BeginAsync(browser, site)).StatusCode);
        }

        Assert.InRange(Transactions(browser), 2, 5);
        Assert.Equal(HttpStatusCode.OK, (await browser.ExchangeAsync(callback)).StatusCode);
    }

    [Theory]
    [InlineData("same-origin")]
    [InlineData("none")]
    public async Task A_navigation_of_the_user_or_of_our_page_counts_as_ours(string site)
    {
        var browser = NewBrowser();
        var callback = await AuthorizeAsync(browser, await BeginAsync(browser, site));
        for (var i = 0; i < 6; i++)
        {
            Clock.Advance(TimeSpan.FromSeconds(1));
            await BeginAsync(browser, "cross-site");
        }

        Assert.Equal(HttpStatusCode.OK, (await browser.ExchangeAsync(callback)).StatusCode);
    }

    [Fact]
    public async Task The_newest_login_that_another_site_began_can_be_completed()
    {
        var browser = NewBrowser();
        string callback = "";
        for (var i = 0; i < 8; i++)
        {
            Clock.Advance(TimeSpan.FromSeconds(1));
            callback = await AuthorizeAsync(browser, await BeginAsync(browser, "cross-site"));
        }

        Assert.Equal(HttpStatusCode.OK, (await browser.ExchangeAsync(callback)).StatusCode);
    }

    [Fact]
    public async Task Five_logins_of_ours_lose_the_oldest_alone_however_many_another_site_begins()
    {
        var browser = NewBrowser();
        var callbacks = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            Clock.Advance(TimeSpan.FromSeconds(1));
            callbacks.Add(await browser.AuthorizeAsync());
        }

        for (var i = 0; i < 12; i++)
        {
            Clock.Advance(TimeSpan.FromSeconds(1));
            Assert.Equal(HttpStatusCode.SeeOther, (await BeginAsync(browser, "cross-site")).StatusCode);
        }

        Assert.Equal(5, Transactions(browser));
        foreach (var callback in callbacks.Skip(1))
        {
            Assert.Equal(HttpStatusCode.OK, (await browser.ExchangeAsync(callback)).StatusCode);
        }
    }

    [Fact]
    public async Task A_login_of_ours_takes_the_place_of_one_that_another_site_began()
    {
        var browser = NewBrowser();
        var callback = await browser.AuthorizeAsync();
        for (var i = 0; i < 4; i++)
        {
            await BeginAsync(browser, "cross-site");
        }

        for (var i = 0; i < 4; i++)
        {
            Clock.Advance(TimeSpan.FromSeconds(1));
            await browser.AuthorizeAsync();
        }

        Assert.Equal(HttpStatusCode.OK, (await browser.ExchangeAsync(callback)).StatusCode);
    }

    [Fact]
    public async Task Another_site_does_not_push_logins_out_by_the_size_of_its_own()
    {
        var browser = NewBrowser();
        var big = new { returnUrl = "/" + new string('a', 1800), loginHint = "alice" };
        var callbacks = new List<string> { await browser.AuthorizeAsync(login: big), await browser.AuthorizeAsync(login: big) };

        var path = "/" + new string('b', 1900);

        var refused = await browser.NavigateAsync("/api/auth/login?loginHint=bob&returnUrl=" + path);

        refused.ToErrorPage("rate_limited", path);
        Assert.InRange(Size(browser), 1, 8192);
        foreach (var callback in callbacks)
        {
            Assert.Equal(HttpStatusCode.OK, (await browser.ExchangeAsync(callback)).StatusCode);
        }
    }

    [Fact]
    public async Task Cookies_of_other_applications_on_the_host_do_not_reduce_the_room_for_logins()
    {
        var browser = NewBrowser();
        browser.Plant(new BrowserCookie("app.example.test", "other", new string('o', 4000), "Lax", Clock.GetUtcNow().AddDays(1)));
        browser.Plant(new BrowserCookie("app.example.test", "another", new string('o', 4000), "Lax", Clock.GetUtcNow().AddDays(1)));
        var callback = await browser.AuthorizeAsync();
        await browser.AuthorizeAsync();

        Assert.Equal(HttpStatusCode.OK, (await browser.ExchangeAsync(callback)).StatusCode);
    }

    private static Task<HttpResponseMessage> BeginAsync(Browser browser, string? site) => browser.NavigateAsync(Login, request =>
    {
        request.Headers.Remove("Sec-Fetch-Site");
        if (site is not null)
        {
            request.Headers.Add("Sec-Fetch-Site", site);
        }
    });

    private static async Task<string> AuthorizeAsync(Browser browser, HttpResponseMessage begun) =>
        (await browser.NavigateAsync(begun.Headers.GetValues("Location").Single())).Headers.GetValues("Location").Single();

    private static int Transactions(Browser browser) => browser.Cookies.Count(cookie => cookie.Name.StartsWith("__Host-te-tx-", StringComparison.Ordinal));

    private static int Size(Browser browser) => browser.Cookies.Where(cookie => cookie.Host == "app.example.test").Sum(cookie => cookie.Name.Length + cookie.Value.Length + 3);
}
