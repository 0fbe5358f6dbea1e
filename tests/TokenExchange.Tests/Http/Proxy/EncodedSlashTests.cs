using System.Net;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>Encoded slashes within a segment, on a route that accepts them (<c>AllowEncodedSlash</c>).</summary>
[StateIndependent]
public sealed class EncodedSlashTests() : TestStand(settings =>
{
    settings[Echo + "AllowEncodedSlash"] = "true";
    settings[Echo + "Paths:0"] = "/anything";
})
{
    private const string Echo = "TokenExchange:Proxy:Routes:echo:";

    [Theory]
    [InlineData("/anything/group%2Fproject/files")]
    [InlineData("/anything/a%2fb%2Fc?d=%2F")]
    [InlineData("/anything/https%3A%2F%2Fexample.com%2F")]
    [InlineData("/anything/100%25%2Fb")]
    public async Task An_encoded_slash_reaches_the_API_as_it_was_sent(string path)
    {
        var asked = new List<string>();
        Network.Add("api.example.test", new ScriptedServer(request =>
        {
            asked.Add(request.RequestUri!.OriginalString);
            return ScriptedServer.Answer(HttpStatusCode.OK, "{}");
        }));
        var browser = await SignedInAsync();

        Assert.Equal(HttpStatusCode.OK, (await browser.FetchAsync("GET", "/api/proxy/echo" + path)).StatusCode);

        Assert.Equal("https://api.example.test/user" + path, Assert.Single(asked));
    }

    [Theory]
    [InlineData("/anything/..%2Fadmin")]
    [InlineData("/anything/a%2F..%2Fb")]
    [InlineData("/anything/a%2F..")]
    [InlineData("/anything/a%2F.")]
    [InlineData("/anything/a%2F%2e%2e")]
    [InlineData("/anything/a%2F%252e%252e%2Fb")]
    [InlineData("/anything/a%2F..;x%2Fb")]
    [InlineData("/anything/a%2F%20..")]
    [InlineData("/anything/%2Fadmin")]
    [InlineData("/anything/%2F")]
    [InlineData("/anything/a%252Fb")]
    [InlineData("/anything/a%25252Fb")]
    [InlineData("/anything/a%2Fb%5Cc")]
    [InlineData("/anything/a%255Cb")]
    [InlineData("/anything/a%2F%0a")]
    [InlineData("/anything/a%2F%c0%af")]
    [InlineData("/anything/a%c0%2F")]
    [InlineData("/anything/a%2%2Fb")]
    [InlineData("/anything//b%2Fc")]
    public async Task A_path_that_could_be_read_in_two_ways_is_still_refused(string path)
    {
        var browser = await SignedInAsync();

        await (await browser.FetchAsync("GET", "/api/proxy/echo" + path)).RefusedAsync(400, "path_denied");

        Assert.Equal(0, ApiCalls);
    }

    [Theory]
    [InlineData("/api/proxy/echo/anything%2Fa", 404)]
    [InlineData("/api/proxy/echo/admin%2F/anything", 404)]
    [InlineData("/api/proxy/partner/anything/a%2Fb", 400)]
    [InlineData("/api/proxy/echo%2Fanything/a%2Fb", 400)]
    [InlineData("/api/proxy/unknown/anything/a%2Fb", 400)]
    public async Task It_separates_no_segments_and_other_routes_refuse_it(string path, int status)
    {
        var browser = await SignedInAsync();

        await (await browser.FetchAsync("GET", path)).RefusedAsync(status, "path_denied");

        Assert.Equal(0, ApiCalls);
    }

    private async Task<Browser> SignedInAsync()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        return browser;
    }
}
