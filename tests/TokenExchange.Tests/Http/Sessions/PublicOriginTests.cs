using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>Two deployments that share vault, key, client and provider, and have an origin each: the cookies of one are not those of the other.</summary>
public sealed class PublicOriginTests : TestStand
{
    private const string OtherOrigin = "https://other.example.test";

    [Fact]
    public async Task A_session_of_one_origin_is_none_at_the_other()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        var moved = await MovedAsync(browser);

        Assert.False(await moved.IsSignedInAsync());
        await (await (await MovedAsync(browser)).FetchAsync("GET", "/api/proxy/partner/anything")).RefusedAsync(401, "not_authenticated", "login");
        Assert.True(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task A_login_that_was_begun_at_one_origin_is_not_completed_at_the_other()
    {
        var browser = NewBrowser();
        var callback = await browser.AuthorizeAsync();
        var moved = await MovedAsync(browser);

        await (await moved.ExchangeAsync(callback)).RefusedAsync(400, "transaction_missing");

        Assert.Equal(0, ProviderCalls("token"));
    }

    /// <summary>A browser at the other deployment, with the cookies of this one.</summary>
    private async Task<Browser> MovedAsync(Browser browser)
    {
        Settings["TokenExchange:PublicOrigin"] = OtherOrigin;
        await AddGatewayAsync("other.example.test");
        var moved = NewBrowser(OtherOrigin);
        foreach (var cookie in browser.Cookies.Where(cookie => cookie.Host == "app.example.test"))
        {
            moved.Plant(cookie with { Host = "other.example.test" });
        }

        return moved;
    }
}
