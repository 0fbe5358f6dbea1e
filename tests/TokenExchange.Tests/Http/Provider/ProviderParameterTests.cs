using System.Net;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>Parameters of the provider's own: fixed ones of the settings, and those that a page may pass on.</summary>
public sealed class ProviderParameterTests() : TestStand(settings =>
{
    settings["TokenExchange:Provider:AuthorizeParameters:access_type"] = "offline";
    settings["TokenExchange:Provider:AuthorizeParameters:prompt"] = "select_account";
    settings["TokenExchange:Provider:AuthorizeParameters:domain_hint"] = "example.test";
    settings["TokenExchange:Provider:TokenParameters:tenant"] = "blue & green";
    settings["TokenExchange:Provider:EndSessionParameters:logout_uri"] = "https://app.example.test/bye";
    settings["TokenExchange:Login:PageParameters:0"] = "kc_idp_hint";
    settings["TokenExchange:Login:PageParameters:1"] = "domain_hint";
})
{
    [Fact]
    public async Task Every_login_carries_the_fixed_parameters()
    {
        var query = await BeginAsync(new { });

        Assert.Equal(("offline", "select_account", "example.test"), ($"{query["access_type"]}", $"{query["prompt"]}", $"{query["domain_hint"]}"));
    }

    [Fact]
    public async Task What_a_page_asks_for_replaces_a_fixed_parameter()
    {
        var query = await BeginAsync(new { prompt = "login", parameters = new { kc_idp_hint = "a&b=c", domain_hint = "other.test" } });

        Assert.Equal(("login", "a&b=c", "other.test"), ($"{query["prompt"]}", $"{query["kc_idp_hint"]}", $"{query["domain_hint"]}"));
        Assert.All(query, parameter => Assert.Single(parameter.Value));
    }

    [Fact]
    public async Task A_navigation_passes_the_same_parameters_by_its_query_and_no_others()
    {
        var answer = await NewBrowser().NavigateAsync("/api/auth/login?kc_idp_hint=corp&connection=evil&redirect_uri=https://evil.test");

        var query = QueryHelpers.ParseQuery(answer.Headers.Location!.Query);
        Assert.Equal("corp", query["kc_idp_hint"]);
        Assert.False(query.ContainsKey("connection"));
        Assert.Equal("https://app.example.test/callback", query["redirect_uri"]);
    }

    [Theory]
    [InlineData("""{"parameters":{"connection":"x"}}""")]
    [InlineData("""{"parameters":{"redirect_uri":"https://evil.test"}}""")]
    [InlineData("""{"parameters":{"KC_IDP_HINT":"x"}}""")]
    [InlineData("""{"parameters":{"kc_idp_hint":1}}""")]
    [InlineData("""{"parameters":{"kc_idp_hint":["x"]}}""")]
    [InlineData("""{"parameters":{"kc_idp_hint":"x","kc_idp_hint":"y"}}""")]
    [InlineData("""{"parameters":{"kc_idp_hint":"x\u0000"}}""")]
    [InlineData("""{"parameters":"kc_idp_hint"}""")]
    [InlineData("""{"returnurl":"/home"}""")]
    [InlineData("""{"login_hint":"alice"}""")]
    public async Task A_parameter_that_is_not_listed_or_an_unknown_member_is_refused(string body) =>
        await (await NewBrowser().FetchAsync("POST", "/api/auth/login", change: request => request.Content = new StringContent(body, Encoding.UTF8, "application/json")))
            .RefusedAsync(400, "request_invalid");

    [Fact]
    public async Task A_value_that_is_too_long_is_refused() =>
        await (await NewBrowser().FetchAsync("POST", "/api/auth/login", new { parameters = new { kc_idp_hint = new string('x', 513) } })).RefusedAsync(400, "request_invalid");

    [Fact]
    public async Task A_parameter_twice_in_a_query_is_refused() =>
        (await NewBrowser().NavigateAsync("/api/auth/login?kc_idp_hint=a&kc_idp_hint=b")).ToErrorPage("request_invalid");

    [Fact]
    public async Task Token_requests_carry_their_parameters_and_so_does_the_address_that_ends_the_provider_s_session()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        await browser.FetchAsync("POST", "/api/auth/refresh");

        var address = (await (await browser.FetchAsync("POST", "/api/auth/logout")).JsonAsync()).GetProperty("logoutUrl").GetString()!;

        var calls = Log.Of("provider").Where(row => row.Endpoint == "token").ToList();
        Assert.Equal(2, calls.Count);
        Assert.All(calls, call => Assert.Equal("blue & green", call.Form["tenant"]));
        Assert.Equal("https://app.example.test/bye", QueryHelpers.ParseQuery(new Uri(address).Query)["logout_uri"]);
    }

    private async Task<Dictionary<string, Microsoft.Extensions.Primitives.StringValues>> BeginAsync(object login)
    {
        var answer = await NewBrowser().FetchAsync("POST", "/api/auth/login", login);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return QueryHelpers.ParseQuery(new Uri((await answer.JsonAsync()).GetProperty("authorizationUrl").GetString()!).Query);
    }
}
