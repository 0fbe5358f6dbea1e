using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>Paths, queries and bodies arrive as they were sent, each with its own user's token.</summary>
[StateIndependent]
public sealed class ProxyBytesTests : TestStand
{
    [Theory]
    [InlineData("/a%2Db/%C3%A9?x=%2F&y=+%20&z")]
    [InlineData("/UPPER/%7etilde?")]
    [InlineData("/a;b=c/d,e?[]=1&[]=2")]
    [InlineData("/trailing/?q=a%26b%3Dc")]
    [InlineData("/a%3Fb%23c?x=/../..")]
    [InlineData("/!$&'()*+=:@~")]
    public async Task Path_and_query_arrive_byte_for_byte(string tail)
    {
        var browser = await SignedInAsync();

        var seen = "";
        Network.Add("api.example.test", new ScriptedServer(request =>
        {
            seen = request.RequestUri!.OriginalString;
            return ScriptedServer.Answer(HttpStatusCode.OK);
        }));

        await browser.FetchAsync("GET", "/api/proxy/echo/anything" + tail);

        Assert.Equal("https://api.example.test/user/anything" + tail, seen);
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("PATCH")]
    [InlineData("DELETE")]
    public async Task A_body_of_five_megabytes_arrives_whole(string method)
    {
        var browser = await SignedInAsync();
        var body = RandomNumberGenerator.GetBytes(5_000_000);

        var seen = await (await browser.FetchAsync(method, "/api/proxy/echo/anything", change: request => request.Content = new ByteArrayContent(body))).JsonAsync();

        Assert.Equal(method, seen.GetProperty("method").GetString());
        Assert.Equal(5_000_000, seen.GetProperty("bodyLength").GetInt64());
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(body)), seen.GetProperty("bodySha256").GetString());
    }

    [Fact]
    public async Task Another_users_token_never_crosses()
    {
        var (alice, bob) = (await SignedInAsync("alice"), await SignedInAsync("bob"));

        var calls = await Task.WhenAll(Enumerable.Range(0, 60).Select(async i =>
            (i % 2, await (await (i % 2 == 0 ? alice : bob).FetchAsync("GET", "/api/proxy/echo/anything")).JsonAsync())));

        Assert.All(calls, call => Assert.Equal(call.Item1 == 0 ? "88421113" : "88421114", User(call.Item2)));
    }

    private static string? User(JsonElement call) => call.GetProperty("user").GetString();

    private async Task<Browser> SignedInAsync(string user = "alice")
    {
        var browser = NewBrowser();
        await browser.SignInAsync(user);
        return browser;
    }
}
