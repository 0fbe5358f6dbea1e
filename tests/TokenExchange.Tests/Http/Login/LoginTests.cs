using System.Net;
using Microsoft.AspNetCore.WebUtilities;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>A login, from the button to the session.</summary>
public sealed class LoginTests : TestStand
{
    [Fact]
    public async Task A_user_signs_in_and_calls_an_api()
    {
        var browser = NewBrowser();

        var session = await browser.SignInAsync();
        var call = await (await browser.FetchAsync("GET", "/api/proxy/echo/anything/orders?page=1")).JsonAsync();

        Assert.True(session.GetProperty("handled").GetBoolean());
        Assert.Equal("/home", session.GetProperty("returnUrl").GetString());
        Assert.Equal("88421113", session.GetProperty("claims").GetProperty("sub").GetString());
        Assert.Equal("88421113", call.GetProperty("user").GetString());
        Assert.Equal("/user/anything/orders", call.GetProperty("path").GetString());
        Assert.Equal("page=1", call.GetProperty("query").GetString());
    }

    [Fact]
    public async Task The_authorization_request_asks_for_what_the_contract_says_and_nothing_twice()
    {
        var address = await NewBrowser().BeginAsync();

        var query = QueryHelpers.ParseQuery(new Uri(address).Query);

        Assert.All(query, parameter => Assert.Single(parameter.Value));
        Assert.Equal("code", query["response_type"]);
        Assert.Equal("S256", query["code_challenge_method"]);
        Assert.Equal(43, query["code_challenge"].ToString().Length);
        Assert.Equal(AppOrigin + "/callback", query["redirect_uri"]);
        Assert.Contains("openid", query["scope"].ToString().Split(' '));
        Assert.True(query["state"].ToString().Length >= 43 && query["nonce"].ToString().Length >= 43);
    }

    [Fact]
    public async Task A_reused_callback_makes_no_second_token_call_and_a_copy_of_it_gets_nothing_after_a_minute()
    {
        var browser = NewBrowser();
        var callback = await browser.AuthorizeAsync();
        var thief = browser.Copy();
        await browser.ExchangeAsync(callback);
        Clock.Advance(TimeSpan.FromMinutes(1));

        var again = await browser.ExchangeAsync(callback);
        var copied = await thief.ExchangeAsync(callback);

        Assert.Equal("/home", (await again.JsonAsync()).GetProperty("returnUrl").GetString()); // the browser is signed in
        await copied.RefusedAsync(400, "transaction_missing", "login");
        Assert.Equal(1, ProviderCalls("token"));
    }

    [Fact]
    public async Task Another_browser_cannot_complete_the_login()
    {
        var callback = await NewBrowser().AuthorizeAsync();

        var stranger = await NewBrowser().ExchangeAsync(callback);

        await stranger.RefusedAsync(400, "transaction_missing");
        Assert.Equal(0, ProviderCalls("token"));
    }

    [Theory]
    [InlineData("/orders?page=2")]
    [InlineData("/orders?code=1&code=2&error=a&error=b")]
    [InlineData("/orders?state=&state=&code=1")]
    [InlineData("/orders#state=1")]
    public async Task A_page_may_call_exchange_on_every_load(string page)
    {
        var browser = NewBrowser();

        var answer = await browser.ExchangeAsync(AppOrigin + page);

        var body = await answer.JsonAsync();
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.False(body.GetProperty("handled").GetBoolean());
        Assert.False(body.GetProperty("isAuthenticated").GetBoolean());
    }
}
