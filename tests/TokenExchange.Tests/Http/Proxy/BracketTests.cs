using System.Net;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>Brackets in the path, as browsers send them, on a route that accepts them (<c>AllowBrackets</c>).</summary>
[StateIndependent]
public sealed class BracketTests() : WireStand(settings => settings["TokenExchange:Proxy:Routes:echo:AllowBrackets"] = "true")
{
    [Theory]
    [InlineData("/items[0]/a")]
    [InlineData("/[2001:db8::1]?filter[name]=x")]
    [InlineData("/a%5B0%5D")]
    public async Task Brackets_reach_the_API_as_they_were_sent(string path)
    {
        var asked = new List<string>();
        Network.Add("api.example.test", new ScriptedServer(request =>
        {
            asked.Add(request.RequestUri!.OriginalString);
            return ScriptedServer.Answer(HttpStatusCode.OK, "{}");
        }));

        Assert.Equal(200, (await FetchAsync("echo" + path)).Status);

        Assert.Equal("https://api.example.test/user" + path, Assert.Single(asked));
    }

    [Theory]
    [InlineData("partner/items[0]")]
    [InlineData("unknown/items[0]")]
    [InlineData("[echo]/items")]
    [InlineData("echo/[a]/../b")]
    [InlineData("echo/[a]//b")]
    [InlineData("echo/[a]%2Fb")]
    public async Task Other_routes_and_ambiguous_paths_are_refused_as_before(string path)
    {
        var answer = await FetchAsync(path);

        Assert.Equal(400, answer.Status);
        Assert.True(answer.Says("TE-Error: path_denied"), answer.Head);
        Assert.Equal(0, ApiCalls);
    }

    private async Task<WireAnswer> FetchAsync(string path) =>
        (await SendAsync($"GET /api/proxy/{path} HTTP/1.1\r\nHost: {Authority}\r\n{await SignedInAsync()}\r\n"))[0];
}
