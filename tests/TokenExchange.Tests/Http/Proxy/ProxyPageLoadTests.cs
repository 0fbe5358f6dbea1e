using System.Net;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>Loads by a page that cannot carry a header (<c>PageLoads</c>): images, downloads, event streams.</summary>
[StateIndependent]
public sealed class ProxyPageLoadTests() : TestStand(settings => settings["TokenExchange:Proxy:Routes:echo:PageLoads"] = "true")
{
    [Theory]
    [InlineData("empty")]
    [InlineData("image")]
    [InlineData("audio")]
    [InlineData("video")]
    [InlineData("track")]
    [InlineData("font")]
    public async Task A_load_of_our_own_page_is_forwarded_without_the_header(string destination)
    {
        var browser = await SignedInAsync();

        foreach (var method in new[] { "GET", "HEAD" })
        {
            Assert.Equal(HttpStatusCode.OK, (await LoadAsync(browser, method, "/api/proxy/echo/anything", ["same-origin"], [destination])).StatusCode);
        }

        Assert.Equal(2, ApiCalls);
    }

    [Theory]
    [InlineData("same-origin", "document")]
    [InlineData("same-origin", "iframe")]
    [InlineData("same-origin", "frame")]
    [InlineData("same-origin", "embed")]
    [InlineData("same-origin", "object")]
    [InlineData("same-origin", "script")]
    [InlineData("same-origin", "style")]
    [InlineData("same-origin", "worker")]
    [InlineData("same-origin", "serviceworker")]
    [InlineData("same-origin", "Image")]
    [InlineData("same-origin", "")]
    [InlineData("same-origin", null)]
    [InlineData("same-origin", "image", "image")]
    [InlineData("same-site", "image")]
    [InlineData("cross-site", "image")]
    [InlineData("none", "image")]
    [InlineData("", "image")]
    [InlineData(null, "image")]
    [InlineData(null, null)]
    public async Task Any_other_load_is_refused_before_the_API(string? site, params string?[]? destinations)
    {
        var browser = await SignedInAsync();

        var answer = await LoadAsync(browser, "GET", "/api/proxy/echo/anything", [site], destinations ?? []);

        await answer.RefusedAsync(403, "csrf_failed");
        Assert.Equal(0, ApiCalls);
    }

    [Fact]
    public async Task The_site_has_to_be_said_once()
    {
        var browser = await SignedInAsync();

        await (await LoadAsync(browser, "GET", "/api/proxy/echo/anything", ["same-origin", "same-origin"], ["image"])).RefusedAsync(403, "csrf_failed");
    }

    [Theory]
    [InlineData("POST", "/api/proxy/echo/anything")]
    [InlineData("DELETE", "/api/proxy/echo/anything")]
    [InlineData("OPTIONS", "/api/proxy/echo/anything")]
    [InlineData("GET", "/api/proxy/partner/anything")]
    [InlineData("GET", "/api/proxy/unknown/anything")]
    [InlineData("GET", "/api/proxy/ech%6F/anything")]
    [InlineData("GET", "/api/proxy/echo%2Fanything")]
    [InlineData("GET", "/api/proxy/partner/../echo/anything")]
    [InlineData("GET", "/api/auth/session")]
    [InlineData("GET", "/api/unknown")]
    public async Task Other_methods_routes_and_addresses_need_the_header_as_before(string method, string path)
    {
        var browser = await SignedInAsync();

        await (await LoadAsync(browser, method, path, ["same-origin"], ["image"])).RefusedAsync(403, "csrf_failed");

        Assert.Equal(0, ApiCalls);
    }

    [Theory]
    [InlineData("https://evil.example", false)]
    [InlineData("null", true)]
    [InlineData(AppOrigin, true)]
    public async Task An_origin_is_checked_as_everywhere(string origin, bool isAccepted)
    {
        var browser = await SignedInAsync();

        var answer = await LoadAsync(browser, "GET", "/api/proxy/echo/anything", ["same-origin"], ["image"], request => request.Headers.Add("Origin", origin));

        Assert.Equal(isAccepted ? 200 : 403, (int)answer.StatusCode);
    }

    [Fact]
    public async Task Path_and_session_are_checked_as_for_every_call()
    {
        var browser = await SignedInAsync();

        await (await LoadAsync(browser, "GET", "/api/proxy/echo/a/..%2fb", ["same-origin"], ["image"])).RefusedAsync(400, "path_denied");
        await (await LoadAsync(NewBrowser(), "GET", "/api/proxy/echo/anything", ["same-origin"], ["image"])).RefusedAsync(401, "not_authenticated", "login");
        Assert.Equal(HttpStatusCode.OK, (await browser.FetchAsync("POST", "/api/proxy/echo/anything")).StatusCode);
    }

    private static Task<HttpResponseMessage> LoadAsync(
        Browser browser, string method, string path, string?[] sites, string?[] destinations, Action<HttpRequestMessage>? change = null) =>
        browser.FetchAsync(method, path, change: request =>
        {
            request.Headers.Clear();
            foreach (var (name, values) in new[] { ("Sec-Fetch-Site", sites), ("Sec-Fetch-Dest", destinations) })
            {
                foreach (var value in values.OfType<string>())
                {
                    request.Headers.TryAddWithoutValidation(name, value);
                }
            }

            change?.Invoke(request);
        });

    private async Task<Browser> SignedInAsync()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        return browser;
    }
}
