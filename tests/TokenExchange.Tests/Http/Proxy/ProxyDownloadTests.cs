using System.Net;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>Links of a page that download from a route (<c>Downloads</c>): what comes back is never a document.</summary>
[StateIndependent]
public sealed class ProxyDownloadTests() : TestStand(settings =>
{
    settings["TokenExchange:Proxy:Routes:echo:Downloads"] = "true";
    settings["TokenExchange:Proxy:Routes:echo:Methods:0"] = "GET";
    settings["TokenExchange:Proxy:Routes:echo:Methods:1"] = "HEAD";
    settings["TokenExchange:Proxy:Routes:echo:Methods:2"] = "POST";
})
{
    private static readonly (string Name, string? Value)[] Navigation = [("Sec-Fetch-Site", "same-origin"), ("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Dest", "document")];

    [Theory]
    [InlineData(null, "attachment")]
    [InlineData("inline", "attachment")]
    [InlineData("INLINE; filename=a.html", "attachment; filename=a.html")]
    [InlineData("attachment; filename=\"a b.pdf\"", "attachment; filename=\"a b.pdf\"")]
    [InlineData("form-data; name=x", "attachment; name=x")]
    [InlineData("\"attachment\"", "attachment")]
    [InlineData("attachment, inline", "attachment")]
    public async Task The_response_to_a_navigation_is_saved_and_never_shown(string? sent, string expected)
    {
        Network.Add("api.example.test", new ScriptedServer(_ => ScriptedServer.Answer(
            HttpStatusCode.NotFound, "<script>alert(1)</script>", [("Content-Type", "text/html"), .. sent is null ? [] : new[] { ("Content-Disposition", sent) }])));
        var browser = await SignedInAsync();

        foreach (var method in new[] { "GET", "HEAD" })
        {
            var answer = await LoadAsync(browser, method, Navigation);
            Assert.Equal((HttpStatusCode.NotFound, expected), (answer.StatusCode, answer.Content.Headers.GetValues("Content-Disposition").Single()));
        }
    }

    [Fact]
    public async Task A_link_that_Chromium_sends_as_a_load_passes_too_and_a_call_with_the_header_is_left_as_it_is()
    {
        var browser = await SignedInAsync();

        Assert.Equal(HttpStatusCode.OK, (await LoadAsync(browser, "GET", [("Sec-Fetch-Site", "same-origin"), ("Sec-Fetch-Mode", "no-cors"), ("Sec-Fetch-Dest", "empty")])).StatusCode);
        Assert.False((await browser.FetchAsync("GET", "/api/proxy/echo/anything")).Content.Headers.Contains("Content-Disposition"));
    }

    [Theory]
    [InlineData("GET", "cross-site", "navigate", "document")]
    [InlineData("GET", "same-site", "navigate", "document")]
    [InlineData("GET", "none", "navigate", "document")]
    [InlineData("GET", null, "navigate", "document")]
    [InlineData("GET", "same-origin", null, "document")]
    [InlineData("GET", "same-origin", "no-cors", "document")]
    [InlineData("GET", "same-origin", "navigate", "iframe")]
    [InlineData("GET", "same-origin", "navigate", "embed")]
    [InlineData("GET", "same-origin", "navigate", "Document")]
    [InlineData("GET", "same-origin", "no-cors", "image")]
    [InlineData("GET", "same-origin", "no-cors", "script")]
    [InlineData("POST", "same-origin", "navigate", "document")]
    public async Task Any_other_load_is_refused_before_the_API(string method, string? site, string? mode, string destination)
    {
        var browser = await SignedInAsync();

        var answer = await LoadAsync(browser, method, [("Sec-Fetch-Site", site), ("Sec-Fetch-Mode", mode), ("Sec-Fetch-Dest", destination)]);

        await answer.RefusedAsync(403, "csrf_failed");
        Assert.Equal(0, ApiCalls);
    }

    /// <summary>WebKit sends a link with the attribute <c>download</c> without Fetch Metadata.</summary>
    [Theory]
    [InlineData(AppOrigin + "/", null, null, true)]
    [InlineData(AppOrigin + "/orders?id=7", null, null, true)]
    [InlineData(AppOrigin + "/", null, null, false, "*/*")] // a script
    [InlineData(AppOrigin + "/", null, null, false, "image/avif,text/html")]
    [InlineData(AppOrigin + "/", null, null, false, null)]
    [InlineData(AppOrigin + ".evil.example/", null, null, false)]
    [InlineData(AppOrigin + "@evil.example/", null, null, false)]
    [InlineData(AppOrigin + ":444/", null, null, false)]
    [InlineData("https://evil.example/?" + AppOrigin + "/", null, null, false)]
    [InlineData(null, null, null, false)]
    [InlineData(AppOrigin + "/", "cross-site", "document", false)]
    [InlineData(AppOrigin + "/", null, "document", false)]
    [InlineData(AppOrigin + "/", "same-origin", null, false)]
    public async Task Without_metadata_the_page_must_be_one_of_our_own(string? referer, string? site, string? destination, bool isAccepted, string? accept = "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8")
    {
        var browser = await SignedInAsync();

        var answer = await LoadAsync(browser, "GET", [("Referer", referer), ("Accept", accept), ("Sec-Fetch-Site", site), ("Sec-Fetch-Dest", destination)]);

        Assert.Equal((isAccepted ? 200 : 403, isAccepted ? 1 : 0), ((int)answer.StatusCode, ApiCalls));
        Assert.Equal(isAccepted, answer.Content.Headers.Contains("Content-Disposition"));
    }

    private static Task<HttpResponseMessage> LoadAsync(Browser browser, string method, (string Name, string? Value)[] signs) =>
        browser.FetchAsync(method, "/api/proxy/echo/anything", change: request =>
        {
            request.Headers.Clear();
            foreach (var (name, value) in signs.Where(sign => sign.Value is not null))
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }
        });

    private async Task<Browser> SignedInAsync()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        return browser;
    }
}
