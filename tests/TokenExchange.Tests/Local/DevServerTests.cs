using System.Net;
using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace TokenExchange.Tests.Local;

/// <summary>One origin for gateway and page: <c>--spa</c> forwards everything but <c>/api</c> and <c>/dev</c> to the page's dev server.</summary>
public sealed class DevServerTests : IAsyncLifetime
{
    private readonly LocalStand _stand = new();
    private OutsideServer _server = null!;
    private string _gateway = "";

    public async ValueTask InitializeAsync()
    {
        await _stand.InitializeAsync();
        _server = await OutsideServer.StartAsync();
        _gateway = await _stand.AddGatewayAsync("--spa", _server.Address);
    }

    public async ValueTask DisposeAsync()
    {
        await _stand.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Pages_scripts_and_forms_are_the_dev_servers()
    {
        _server.Answer("/@vite/client", async context =>
        {
            context.Response.Headers.ETag = "\"1\"";
            context.Response.Headers.Append("Set-Cookie", "dev=1");
            using var body = new StreamReader(context.Request.Body);
            await context.Response.WriteAsync($"{context.Request.Method} {context.Request.QueryString} {await body.ReadToEndAsync()} {context.Request.Host} {context.Request.Headers.Cookie}");
        });

        using var request = new HttpRequestMessage(HttpMethod.Post, _gateway + "/@vite/client?t=%2F1") { Content = new StringContent("field=1") };
        request.Headers.TryAddWithoutValidation("Cookie", "dev=1; __Host-te-session=secret; other=2");
        using var answer = await _stand.SendAsync(request);

        Assert.Equal($"POST ?t=%2F1 field=1 {new Uri(_gateway).Authority} dev=1; other=2", await answer.Content.ReadAsStringAsync());
        Assert.Equal(("\"1\"", "dev=1"), (answer.Headers.ETag!.Tag, answer.Headers.GetValues("Set-Cookie").Single()));
        Assert.False(answer.Headers.Contains("Content-Security-Policy")); // the dev server's pages have inline scripts
    }

    [Theory]
    [InlineData(404)]
    [InlineData(304)]
    [InlineData(500)]
    public async Task The_dev_servers_status_stays(int status)
    {
        _server.Answer("/x", status);

        using var answer = await _stand.GetAsync(_gateway + "/x");

        Assert.Equal(status, (int)answer.StatusCode);
    }

    [Fact]
    public async Task A_redirect_is_for_the_browser()
    {
        _server.Answer("/old", context =>
        {
            context.Response.Redirect("/new?x=1");
            return Task.CompletedTask;
        });

        using var answer = await _stand.GetAsync(_gateway + "/old");

        Assert.Equal((302, "/new?x=1"), ((int)answer.StatusCode, answer.Headers.Location!.OriginalString));
    }

    [Fact]
    public async Task The_gateway_answers_under_api_and_signs_in()
    {
        using var user = new LocalUser(_gateway);

        Assert.Null(await user.SignInAsync());

        Assert.True((await user.SessionAsync()).GetProperty("isAuthenticated").GetBoolean());
        Assert.Equal(0, _server.Calls("/api/auth/session"));
    }

    [Fact]
    public async Task A_web_socket_carries_messages_both_ways_until_one_side_ends()
    {
        _server.Answer("/", SpeakAsync);
        using var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("vite-hmr");

        await socket.ConnectAsync(new Uri(_gateway.Replace("http:", "ws:", StringComparison.Ordinal) + "/"), TestContext.Current.CancellationToken);
        await socket.SendAsync(Encoding.UTF8.GetBytes("update"), WebSocketMessageType.Text, endOfMessage: true, TestContext.Current.CancellationToken);
        var buffer = new byte[64];
        var answer = await socket.ReceiveAsync(buffer, TestContext.Current.CancellationToken);
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, TestContext.Current.CancellationToken);

        Assert.Equal(("vite-hmr", "update!"), (socket.SubProtocol, Encoding.UTF8.GetString(buffer, 0, answer.Count)));
        Assert.Equal(WebSocketState.Closed, socket.State);
    }

    [Fact]
    public async Task Without_a_dev_server_a_page_says_so()
    {
        var address = _server.Address;
        await _server.DisposeAsync();

        using var answer = await _stand.GetAsync(_gateway + "/");

        Assert.Equal(HttpStatusCode.BadGateway, answer.StatusCode);
        Assert.Contains(address, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var health = await _stand.GetAsync(_gateway + "/api/health/live");
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
    }

    [Fact]
    public async Task Behind_the_dev_server_the_gateways_own_pages_are_there()
    {
        var gateway = await _stand.AddGatewayAsync("--spa", _server.Address, "--behind-spa");

        using var answer = await _stand.GetAsync(gateway + "/callback?code=%2F1");

        Assert.Equal((307, _server.Address + "/callback?code=%2F1"), ((int)answer.StatusCode, answer.Headers.Location!.OriginalString));
        using var begun = await new LocalUser(gateway).CallAsync("POST", "/api/auth/login");
        Assert.Contains(Uri.EscapeDataString(_server.Address + "/callback"), await begun.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static async Task SpeakAsync(HttpContext context)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync("vite-hmr");
        var buffer = new byte[64];
        while (await socket.ReceiveAsync(buffer.AsMemory(), context.RequestAborted) is { MessageType: not WebSocketMessageType.Close } message)
        {
            await socket.SendAsync(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(buffer, 0, message.Count) + "!"), WebSocketMessageType.Text, endOfMessage: true, context.RequestAborted);
        }

        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, context.RequestAborted);
    }
}
