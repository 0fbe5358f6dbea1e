using System.Net;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>Logins that a third party initiates (OpenID Connect Core 1.0 section 4): a portal sends the browser to <c>GET /api/auth/login</c>.</summary>
[StateIndependent]
public sealed class InitiatedLoginTests : TestStand
{
    private static readonly string Issuer = Uri.EscapeDataString(ProviderOrigin);

    [Fact]
    public async Task The_hint_goes_to_the_provider_and_the_login_ends_at_the_target()
    {
        var browser = NewBrowser();
        var address = await BeginAsync(browser, $"iss={Issuer}&login_hint=alice&target_link_uri={Uri.EscapeDataString(AppOrigin + "/orders?id=7#top")}");

        var callback = (await browser.NavigateAsync(address)).Headers.GetValues("Location").Single();
        var session = await (await browser.ExchangeAsync(callback)).JsonAsync();

        Assert.Equal("alice", Query(address)["login_hint"]);
        Assert.Equal("/orders?id=7#top", session.GetProperty("returnUrl").GetString());
        await browser.ActsAsAsync("alice");
    }

    [Theory]
    [InlineData(AppOrigin, "/")]
    [InlineData(AppOrigin + "/", "/")]
    [InlineData("HTTPS://App.Example.Test/orders", "/orders")]
    [InlineData("/orders", "/orders")]
    [InlineData("", "/")]
    [InlineData(AppOrigin + ":8443/orders", "/")]
    [InlineData(AppOrigin + ".evil.test/", "/")]
    [InlineData(AppOrigin + "@evil.test/", "/")]
    [InlineData(AppOrigin + "//evil.test/", "/")]
    [InlineData(AppOrigin + "/\\evil.test", "/")]
    [InlineData(AppOrigin + "/a/../b", "/")]
    [InlineData("https://evil.test/orders", "/")]
    [InlineData("//evil.test", "/")]
    [InlineData("javascript:alert(1)", "/")]
    public async Task A_target_that_is_no_address_of_ours_is_replaced_by_the_default(string target, string expected)
    {
        var browser = NewBrowser();
        var address = await BeginAsync(browser, $"iss={Issuer}&login_hint=alice&target_link_uri={Uri.EscapeDataString(target)}");

        var callback = (await browser.NavigateAsync(address)).Headers.GetValues("Location").Single();

        Assert.Equal(expected, (await (await browser.ExchangeAsync(callback)).JsonAsync()).GetProperty("returnUrl").GetString());
    }

    [Theory]
    [InlineData("https://evil.test", "issuer_mismatch")]
    [InlineData(ProviderOrigin + "/", "issuer_mismatch")]
    [InlineData("HTTPS://LOGIN.EXAMPLE.TEST", "issuer_mismatch")]
    [InlineData(ProviderOrigin + "&iss=" + ProviderOrigin, "request_invalid")]
    [InlineData(ProviderOrigin + "&login_hint=a&login_hint=b", "request_invalid")]
    [InlineData(ProviderOrigin + "&target_link_uri=/a&target_link_uri=/b", "request_invalid")]
    [InlineData(ProviderOrigin + "&login_hint=a%0d%0ab", "request_invalid")]
    public async Task Another_issuer_and_a_malformed_request_begin_nothing(string rest, string code)
    {
        var browser = NewBrowser();

        var answer = await browser.NavigateAsync("/api/auth/login?iss=" + rest);

        Assert.Contains(code, answer.Headers.Location?.OriginalString ?? answer.Headers.GetValues("TE-Error").Single(), StringComparison.Ordinal);
        Assert.Empty(browser.Cookies);
    }

    [Fact]
    public async Task A_hint_that_is_too_long_begins_nothing()
    {
        var browser = NewBrowser();

        await browser.NavigateAsync($"/api/auth/login?iss={Issuer}&login_hint={new string('a', 513)}");

        Assert.Empty(browser.Cookies);
    }

    [Theory]
    [InlineData("")]
    [InlineData("iss=&")]
    public async Task Without_an_issuer_the_other_parameters_are_unknown_ones(string iss)
    {
        var address = await BeginAsync(NewBrowser(), iss + "login_hint=alice&target_link_uri=/orders");

        Assert.False(Query(address).ContainsKey("login_hint"));
    }

    private static Dictionary<string, StringValues> Query(string address) => QueryHelpers.ParseQuery(new Uri(address).Query);

    private static async Task<string> BeginAsync(Browser browser, string query)
    {
        var answer = await browser.NavigateAsync("/api/auth/login?" + query);
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        return answer.Headers.GetValues("Location").Single();
    }
}
