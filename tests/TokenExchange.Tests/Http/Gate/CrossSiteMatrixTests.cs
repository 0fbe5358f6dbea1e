using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>Requests that another site made the browser send, on every address that is not exempt.</summary>
[StateIndependent]
public sealed class CrossSiteMatrixTests() : TestStand(settings => settings["TokenExchange:AllowedOrigins:0"] = Sibling)
{
    private const string Sibling = "https://spa.example.test";

    private static readonly (string Method, string Path)[] Addresses =
    [
        ("POST", "/api/auth/login"), ("POST", "/api/auth/exchange"), ("GET", "/api/auth/session"), ("POST", "/api/auth/refresh"), ("POST", "/api/auth/logout"),
        ("GET", "/api/proxy/echo/anything"), ("HEAD", "/api/proxy/echo/anything"), ("POST", "/api/proxy/echo/anything"), ("DELETE", "/api/proxy/partner/anything"),
        ("GET", "/api/proxy/nowhere"), ("GET", "/api/unknown"), ("OPTIONS", "/api/proxy/echo/anything"),
    ];

    private static readonly string[][] Headers = [[], ["1"], ["0"], ["1", "1"], ["1, 1"], ["true"], [""]];
    private static readonly string[][] Sites = [[], ["same-origin"], ["same-site"], ["cross-site"], ["none"], ["same-origin", "same-origin"], ["nonsense"]];

    private static readonly string[][] Origins =
        [[], [AppOrigin], [Sibling], ["null"], ["https://evil.test"], [AppOrigin + "/"], ["https://APP.example.test"], [AppOrigin + ":443"], [AppOrigin, "https://evil.test"], ["null", "null"], ["http://app.example.test"]];

    [Fact]
    public async Task The_whole_matrix_on_one_address_follows_the_rule()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();

        foreach (var header in Headers)
        {
            foreach (var site in Sites)
            {
                foreach (var origin in Origins)
                {
                    var before = ApiCalls;
                    var answer = await SendAsync(browser, "GET", "/api/proxy/echo/anything", header, site, origin);
                    var isAllowed = IsAllowed(header, site, origin);
                    var what = $"X-CSRF {string.Join('|', header)}, site {string.Join('|', site)}, origin {string.Join('|', origin)}: {(int)answer.StatusCode}";
                    Assert.True((int)answer.StatusCode == (isAllowed ? 200 : 403), what);
                    Assert.True(ApiCalls == before + (isAllowed ? 1 : 0), what);
                }
            }
        }
    }

    [Fact]
    public async Task Every_address_refuses_what_other_sites_send_and_nothing_happens()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        var (provider, cookies) = (Log.Of("provider").Count, string.Join(';', browser.Cookies.Select(cookie => cookie.Value)));

        foreach (var (method, path) in Addresses)
        {
            foreach (var (header, site, origin) in new (string[], string[], string[])[]
            {
                ([], [], []), ([], ["same-origin"], [AppOrigin]), (["1"], ["cross-site"], []), (["1"], ["cross-site"], ["null"]), (["1"], [], ["null"]), (["1"], [], ["https://evil.test"]),
                (["1"], ["same-site"], []), (["1"], ["none"], []), (["1", "1"], ["same-origin"], []),
                (["1"], ["same-site"], ["null"]), (["1"], ["same-origin", "same-origin"], ["null"]), ([], ["same-origin"], ["null"]),
            })
            {
                var answer = await SendAsync(browser, method, path, header, site, origin);
                Assert.True((int)answer.StatusCode == 403 && answer.Headers.GetValues("TE-Error").Single() == "csrf_failed", $"{method} {path} {(int)answer.StatusCode}");
                Assert.False(answer.Headers.Contains("Set-Cookie"));
            }
        }

        Assert.Equal((0, provider), (ApiCalls, Log.Of("provider").Count));
        Assert.Equal(cookies, string.Join(';', browser.Cookies.Select(cookie => cookie.Value)));
        Assert.True(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task A_page_of_an_allowed_sibling_may_call()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();

        var answer = await SendAsync(browser, "POST", "/api/proxy/echo/anything", ["1"], ["same-site"], [Sibling]);

        Assert.Equal(200, (int)answer.StatusCode);
        Assert.DoesNotContain(answer.Headers, header => header.Key.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_page_of_ours_may_call_where_its_referrer_policy_hides_the_origin()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();

        foreach (var (method, path) in new[] { ("POST", "/api/auth/login"), ("POST", "/api/auth/refresh"), ("POST", "/api/proxy/echo/anything"), ("POST", "/api/auth/logout") })
        {
            var answer = await browser.FetchAsync(method, path, new { }, request =>
            {
                request.Headers.Remove("Origin");
                request.Headers.Add("Origin", "null");
            });
            Assert.True(answer.IsSuccessStatusCode, $"{method} {path} {(int)answer.StatusCode}");
        }
    }

    private static bool IsAllowed(string[] header, string[] site, string[] origin) =>
        header is ["1"]
        && (origin.Length == 0 || origin is [AppOrigin] or [Sibling] || (origin is ["null"] && site is ["same-origin"]))
        && (site.Length == 0 || site is ["same-origin"] || (site is ["same-site"] && origin is [Sibling]));

    private static Task<HttpResponseMessage> SendAsync(Browser browser, string method, string path, string[] header, string[] site, string[] origin) =>
        browser.SendBareAsync(method, path, request =>
        {
            Add("X-CSRF", header);
            Add("Sec-Fetch-Site", site);
            Add("Origin", origin);

            void Add(string name, string[] values)
            {
                foreach (var value in values)
                {
                    request.Headers.TryAddWithoutValidation(name, value);
                }
            }
        });
}
