using System.Text.Json;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>The address of a request as its bytes say it: one spelling is accepted, in origin-form or in absolute-form (RFC 9112 section 3.2).</summary>
[StateIndependent]
public sealed class RequestTargetTests : WireStand
{
    [Theory]
    [InlineData("/api/proxy/echo/../../auth/session")]
    [InlineData("/api/proxy/echo/%2e%2e/%2e%2e/auth/session")]
    [InlineData("/api/proxy/../auth/session")]
    [InlineData("/api/proxy/../auth/session?x")]
    [InlineData("/api/auth/./session")]
    [InlineData("/api/auth/%2e/session")]
    [InlineData("/api/auth/x/../session")]
    [InlineData("/api/auth/%73ession")]
    [InlineData("/%61pi/auth/session")]
    [InlineData("/x/../api/auth/session")]
    [InlineData("/../api/auth/session")]
    [InlineData("/api/health/x/../live")]
    [InlineData("/api/auth/../proxy/echo/orders")]
    [InlineData("/api/%70roxy/echo/orders")]
    [InlineData("/api/proxy/echo/./orders")]
    [InlineData("http://localhost/api/proxy/echo/../../auth/session")]
    public async Task Another_spelling_of_an_address_opens_nothing(string target)
    {
        var answer = await GetAsync(target);

        Assert.Equal(400, answer.Status);
        Assert.True(answer.Says("TE-Error: path_denied"), answer.Head);
        Assert.Equal(0, ApiCalls);
    }

    [Theory]
    [InlineData("//api/auth/session")]
    [InlineData("/api//auth/session")]
    [InlineData("/api/auth/session/")]
    [InlineData("/api/auth/Session")]
    [InlineData("/api/auth/session;x")]
    [InlineData("/api/auth/session%20")]
    [InlineData("/api/auth/session%3fx")]
    [InlineData("/api/auth%2fsession")]
    [InlineData("/api/caf%C3%A9")]
    public async Task An_address_that_is_like_none_of_ours_is_unknown(string target)
    {
        var answer = await GetAsync(target);

        Assert.Equal(404, answer.Status);
        Assert.True(answer.Says("TE-Error: route_unknown"), answer.Head);
    }

    [Theory]
    [InlineData("/api/auth/session")]
    [InlineData("/api/auth/session?")]
    [InlineData("/api/auth/session?x=/../%2e&y=?")]
    [InlineData("http://localhost/api/auth/session")]
    [InlineData("http://localhost/api/auth/session?x=y")]
    [InlineData("https://localhost/api/auth/session")]
    public async Task The_address_itself_opens_whatever_its_query_in_both_forms(string target)
    {
        var answer = await GetAsync(target);

        Assert.Equal((200, "true"), (answer.Status, Member(answer, "isAuthenticated")));
    }

    [Theory]
    [InlineData("/api/proxy/echo/a%2Db/%C3%A9?x=%2F&y=http://z/")]
    [InlineData("/api/proxy/echo/a?")]
    [InlineData("/api/proxy/echo/")]
    public async Task Both_forms_reach_the_upstream_alike_byte_for_byte(string target)
    {
        var seen = new List<string>();
        Network.Add("api.example.test", new ScriptedServer(request =>
        {
            seen.Add(request.RequestUri!.OriginalString);
            return ScriptedServer.Answer(System.Net.HttpStatusCode.OK);
        }));

        await GetAsync(target);
        await GetAsync("http://localhost" + target);

        var expected = "https://api.example.test/user" + target["/api/proxy/echo".Length..];
        Assert.Equal([expected, expected], seen);
    }

    [Theory]
    [InlineData("http://alice@localhost/api/auth/session")]
    [InlineData("http://alice:secret@localhost/api/proxy/echo/orders")]
    [InlineData("http://evil.example@localhost/api/proxy/echo/orders")]
    [InlineData("ftp://localhost/api/proxy/echo/orders")]
    [InlineData("ws://localhost/api/proxy/echo/orders")]
    [InlineData("http:/api/proxy/echo/orders")]
    [InlineData("http:///api/proxy/echo/orders")]
    [InlineData("http://localhost\\api/proxy/echo/orders")]
    [InlineData("http://localhost%2fapi/proxy/echo/orders")]
    [InlineData("api/proxy/echo/orders")]
    [InlineData("localhost/api/proxy/echo/orders")]
    [InlineData("http://evil.example/api/proxy/echo/orders")]
    [InlineData("http://localhost:1/api/proxy/echo/orders")]
    [InlineData("http://localhost?/api/proxy/echo/orders")]
    [InlineData("http://localhost/?/api/proxy/echo/orders")]
    [InlineData("http://localhost")]
    [InlineData("http://localhost/")]
    [InlineData("*")]
    public async Task Other_forms_open_nothing(string target)
    {
        var answer = await GetAsync(target);

        Assert.InRange(answer.Status, 400, 405);
        Assert.Equal(0, ApiCalls);
    }

    private static string Member(WireAnswer answer, string name)
    {
        using var body = JsonDocument.Parse(answer.Body);
        return body.RootElement.GetProperty(name).GetRawText();
    }

    private async Task<WireAnswer> GetAsync(string target) =>
        (await SendAsync($"GET {target} HTTP/1.1\r\nHost: localhost\r\n{await SignedInAsync()}\r\n"))[0];
}
