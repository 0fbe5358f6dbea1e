using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using TokenExchange.Emulators.Wire;
using TokenExchange.Sessions;

namespace TokenExchange.Bench.Stand;

/// <summary>
/// The whole service under Kestrel, and on the same server the floors: <c>/floor/forward</c> and <c>/floor/canned</c>. A client calls both over the same
/// kept-alive connection, one call after the other.
/// </summary>
internal sealed class GatewayStand : IAsyncDisposable
{
    private readonly HttpMessageInvoker _client = new(new SocketsHttpHandler { UseCookies = false, UseProxy = false, ActivityHeadersPropagator = null });
    private readonly Surroundings _around;
    private readonly WebApplication _app;
    private readonly BareForward _forward;
    private readonly string _origin;
    private string _cookies = "";

    private GatewayStand(Surroundings around, WebApplication app, BareForward forward, CannedAnswer canned, string origin, Session session) =>
        (_around, _app, _forward, Canned, _origin, Session) = (around, app, forward, canned, origin, session);

    public CannedAnswer Canned { get; }

    /// <summary>Who is signed in, with an access token as long as those of large providers.</summary>
    public Session Session { get; }

    public Surroundings Around => _around;

    /// <summary>The inside of the service.</summary>
    public IServiceProvider Inside => _app.Services;

    public static async Task<GatewayStand> StartAsync()
    {
        var token = Surroundings.Random(1_200);
        var around = await Surroundings.StartAsync(token);
        var port = new LoopbackPort(0);
        var origin = $"http://127.0.0.1:{port.Number}";
        var forward = new BareForward(around.ApiAddress + "/open/");
        var canned = new CannedAnswer();
        var app = await LoopbackServer.StartAsync(
            port,
            routes =>
            {
                routes.Map("/api/{**rest}", ((IApplicationBuilder)routes).ApplicationServices.GetRequiredService<Gateway>().InvokeAsync);
                routes.Map("/floor/forward/{**path}", forward.ForwardAsync);
                routes.Map("/floor/stream/{**path}", forward.ForwardStreamAsync);
                routes.Map("/floor/canned", canned.AnswerAsync);
            },
            add: services =>
            {
                // Development only for the settings, which then take http on loopback.
                var environment = new HostingEnvironment { EnvironmentName = Environments.Development };
                services.AddSingleton(around.Vault);
                services.AddTokenExchange(BenchSettings.Create(origin, around.ProviderAddress, around.VaultAddress, around.ApiAddress), environment);
            });
        var stand = new GatewayStand(around, app, forward, canned, origin, SignedInBrowser.NewSession(token, around.ProviderAddress));
        stand._cookies = await SignedInBrowser.CookiesAsync(stand.Inside, stand.Session);
        return stand;
    }

    /// <summary>The <c>Cookie</c> line of the signed-in browser.</summary>
    public string Cookies => _cookies;

    /// <summary>One call, whose body goes to the sink; gives the status.</summary>
    public async Task<int> CallAsync(string path, Stream sink, HttpContent? body = null, bool isOurs = true, bool isSignedIn = true)
    {
        using var answer = await SendAsync(path, body, isOurs, isSignedIn);
        await answer.Content.CopyToAsync(sink);
        return (int)answer.StatusCode;
    }

    /// <summary>One call as a page of ours makes it, or without what shows that it does, or without cookies.</summary>
    public async Task<HttpResponseMessage> SendAsync(string path, HttpContent? body, bool isOurs, bool isSignedIn)
    {
        using var request = new HttpRequestMessage(body is null ? HttpMethod.Get : HttpMethod.Post, _origin + path) { Content = body };
        request.Headers.TryAddWithoutValidation("Accept", "*/*");
        request.Headers.TryAddWithoutValidation("Sec-Fetch-Site", isOurs ? "same-origin" : "cross-site");
        if (isOurs)
        {
            request.Headers.TryAddWithoutValidation("X-CSRF", "1");
        }

        if (isSignedIn)
        {
            request.Headers.TryAddWithoutValidation("Cookie", _cookies);
        }

        return await _client.SendAsync(request, CancellationToken.None);
    }

    /// <summary>Opens an event stream and reads its first event; the stream stays open until the answer is disposed.</summary>
    public async Task<HttpResponseMessage> OpenStreamAsync(string path)
    {
        var answer = await SendAsync(path, null, isOurs: true, isSignedIn: true);
        var first = new byte[9];
        await (await answer.Content.ReadAsStreamAsync()).ReadExactlyAsync(first);
        return answer;
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
        _forward.Dispose();
        await _around.DisposeAsync();
    }

    /// <summary>Makes the context of a request, as the gateway does.</summary>
    internal void Begin(HttpContext context) => SignedInBrowser.Begin(context, Inside);
}
