using System.Net;
using Microsoft.AspNetCore.WebUtilities;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary><c>GET /api/auth/login</c>: a login that begins with a navigation, and what must not begin one.</summary>
public sealed class NavigationLoginTests : TestStand
{
    private const string Login = "/api/auth/login?returnUrl=/home&loginHint=alice";

    [Fact]
    public async Task A_navigation_from_anywhere_begins_a_login()
    {
        var browser = NewBrowser();

        var answer = await browser.NavigateAsync(Login);

        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        Assert.StartsWith(ProviderOrigin + "/authorize?", answer.Headers.GetValues("Location").Single(), StringComparison.Ordinal);
        Assert.Equal("Lax", Assert.Single(browser.Cookies).SameSite);
        Assert.True(answer.Headers.CacheControl!.NoStore);
    }

    [Fact]
    public async Task An_old_browser_without_fetch_metadata_begins_a_login_too()
    {
        var answer = await NewBrowser().SendBareAsync("GET", Login);

        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
    }

    [Theory]
    [InlineData("Sec-Purpose", "prefetch")]
    [InlineData("Sec-Purpose", "prefetch;prerender")]
    [InlineData("Sec-Purpose", "prefetch;anonymous-client-ip")]
    [InlineData("Purpose", "prefetch")]
    public async Task A_prefetch_begins_nothing(string header, string value)
    {
        var browser = NewBrowser();

        var answer = await browser.NavigateAsync(Login, request => request.Headers.Add(header, value));

        await answer.RefusedAsync(400, "request_invalid");
        Assert.Empty(browser.Cookies);
    }

    [Theory]
    [InlineData("no-cors", "image")]
    [InlineData("cors", "empty")]
    [InlineData("navigate", "iframe")]
    [InlineData("navigate", "embed")]
    [InlineData("navigate", "object")]
    [InlineData("same-origin", "empty")]
    [InlineData("websocket", "websocket")]
    public async Task What_is_no_top_level_navigation_begins_nothing(string mode, string destination)
    {
        var browser = NewBrowser();

        var answer = await browser.SendBareAsync("GET", Login, request =>
        {
            request.Headers.Add("Sec-Fetch-Mode", mode);
            request.Headers.Add("Sec-Fetch-Dest", destination);
        });

        await answer.RefusedAsync(400, "request_invalid");
        Assert.Empty(browser.Cookies);
    }

    [Theory]
    [InlineData("maxAge=-1")]
    [InlineData("maxAge=1.5")]
    [InlineData("maxAge=99999999999999999999")]
    [InlineData("maxAge=1&maxAge=2")]
    [InlineData("returnUrl=/a&returnUrl=/b")]
    [InlineData("prompt=none%20login")]
    [InlineData("prompt=sudo")]
    [InlineData("loginHint=%00")]
    [InlineData("acrValues=%0d%0aX:%201")]
    public async Task A_malformed_parameter_is_refused(string query)
    {
        var browser = NewBrowser();

        var answer = await browser.NavigateAsync("/api/auth/login?" + query);

        answer.ToErrorPage("request_invalid");
        Assert.Empty(browser.Cookies);
    }

    [Fact]
    public async Task The_page_chooses_what_the_contract_names_and_nothing_else()
    {
        var answer = await NewBrowser().NavigateAsync(
            "/api/auth/login?prompt=login&acrValues=2&maxAge=60&uiLocales=de%20en&loginHint=a%26b"
            + "&scope=admin&client_id=evil&redirect_uri=https://evil.test&resource=https://evil.test&nonce=n&state=s&response_type=token&request_uri=x");

        var query = QueryHelpers.ParseQuery(new Uri(answer.Headers.GetValues("Location").Single()).Query);
        Assert.All(query, parameter => Assert.Single(parameter.Value));
        Assert.Equal("login|2|60|de en|a&b", $"{query["prompt"]}|{query["acr_values"]}|{query["max_age"]}|{query["ui_locales"]}|{query["login_hint"]}");
        Assert.Equal("openid profile email offline_access", query["scope"]);
        Assert.Equal($"token-exchange-demo|{AppOrigin}/callback|code", $"{query["client_id"]}|{query["redirect_uri"]}|{query["response_type"]}");
        Assert.DoesNotContain("resource", query.Keys);
        Assert.DoesNotContain("request_uri", query.Keys);
    }
}
