using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TokenExchange.Emulators.Vault;
using TokenExchange.Emulators.Wire;
using TokenExchange.Proxy;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>An API behind TLS gets HTTP/2 where it takes it; calls of gRPC-Web, whose trailers are part of the body, pass whole.</summary>
[StateIndependent]
public sealed class Http2Tests() : TestStand(settings =>
{
    settings["TokenExchange:Proxy:Routes:echo:Methods:0"] = "GET";
    settings["TokenExchange:Proxy:Routes:echo:Methods:1"] = "POST";
    settings["TokenExchange:Proxy:Routes:echo:MaxRequestBody"] = "25000000";
})
{
    /// <summary>A message frame and a trailer frame (https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-WEB.md).</summary>
    private static readonly byte[] Frames = [0, 0, 0, 0, 2, 8, 7, 0x80, .. new byte[] { 0, 0, 0, 15 }, .. Encoding.ASCII.GetBytes("grpc-status:0\r\n")];

    [Theory]
    [InlineData(HttpProtocols.Http1AndHttp2, "HTTP/2")]
    [InlineData(HttpProtocols.Http1, "HTTP/1.1")]
    public async Task An_upload_and_its_answer_pass_over_the_newest_version_that_the_API_takes(HttpProtocols protocols, string expected)
    {
        await using var api = await UpstreamAsync(protocols, async context =>
        {
            using var body = new StreamReader(context.Request.Body);
            await context.Response.WriteAsync($"{context.Request.Protocol} {(await body.ReadToEndAsync()).Length} {context.Request.Headers.Authorization.Count}");
        });
        var browser = await SignedInAsync();

        var answer = await browser.FetchAsync("POST", "/api/proxy/echo/x", change: request => request.Content = new StringContent(new string('x', 300_000)));

        Assert.Equal($"{expected} 300000 1", await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData(HttpProtocols.Http1AndHttp2, true)]
    [InlineData(HttpProtocols.Http1AndHttp2, false)]
    [InlineData(HttpProtocols.Http1, true)]
    [InlineData(HttpProtocols.Http1, false)]
    public async Task The_early_answer_to_an_upload_that_the_API_does_not_read_reaches_the_page(HttpProtocols protocols, bool hasLength)
    {
        await using var api = await UpstreamAsync(protocols, async context =>
        {
            context.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = 1000;
            context.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
            await context.Response.WriteAsync("big");
            await context.Response.CompleteAsync();
        });
        var browser = await SignedInAsync();

        var answer = await browser.FetchAsync("POST", "/api/proxy/echo/x", change: request =>
        {
            request.Content = new ByteArrayContent(new byte[20_000_000]);
            request.Headers.TransferEncodingChunked = !hasLength;
        });

        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "big"), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
    }

    /// <summary>RFC 9113 section 8.7: such a call may be sent again, and the handler does so, but the browser's body can be read once only.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_upload_that_the_API_refused_to_process_is_not_sent_again_without_its_body(bool hasLength)
    {
        var bodies = new ConcurrentQueue<long>();
        await using var api = await UpstreamAsync(HttpProtocols.Http2, async context =>
        {
            var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            bodies.Enqueue(body.Length);
            if (bodies.Count == 1)
            {
                context.Features.GetRequiredFeature<IHttpResetFeature>().Reset(7); // REFUSED_STREAM
            }
        });
        var browser = await SignedInAsync();

        var answer = await browser.FetchAsync("POST", "/api/proxy/echo/x", change: request =>
        {
            request.Content = new ByteArrayContent(new byte[100_000]);
            request.Headers.TransferEncodingChunked = !hasLength;
        });

        await answer.RefusedAsync(502, "upstream_unavailable", "retry");
        Assert.Equal([100_000], bodies);
    }

    [Fact]
    public async Task A_call_of_gRPC_Web_passes_with_its_frames_and_the_trailers_in_them()
    {
        var sent = new TaskCompletionSource<(byte[] Body, IHeaderDictionary Headers)>();
        await using var api = await UpstreamAsync(HttpProtocols.Http1AndHttp2, async context =>
        {
            var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            sent.SetResult((body.ToArray(), context.Request.Headers));
            context.Response.ContentType = "application/grpc-web+proto";
            context.Response.AppendTrailer("Set-Cookie", "a=b"); // trailers of HTTP do not cross
            await context.Response.Body.WriteAsync(Frames);
        });
        var browser = await SignedInAsync();

        var answer = await CallAsync(browser);

        Assert.Equal(Frames, await answer.Content.ReadAsByteArrayAsync());
        Assert.Equal("application/grpc-web+proto", answer.Content.Headers.ContentType!.ToString());
        Assert.Empty(answer.TrailingHeaders);
        var (received, headers) = await sent.Task.WaitAsync(WaitLimit.Longest);
        Assert.Equal(Frames, received);
        Assert.Equal(("1", "grpc-web-javascript/0.1", "5S"), (headers["X-Grpc-Web"].ToString(), headers["X-User-Agent"].ToString(), headers["grpc-timeout"].ToString()));
    }

    [Fact]
    public async Task A_call_of_gRPC_Web_that_fails_has_its_status_in_the_head()
    {
        await using var api = await UpstreamAsync(HttpProtocols.Http1AndHttp2, context =>
        {
            context.Response.ContentType = "application/grpc-web+proto";
            context.Response.Headers["grpc-status"] = "5";
            context.Response.Headers["grpc-message"] = "not%20found";
            return Task.CompletedTask;
        });
        var browser = await SignedInAsync();

        var answer = await CallAsync(browser);

        Assert.Equal((HttpStatusCode.OK, "5", "not%20found"), (answer.StatusCode, answer.Headers.GetValues("grpc-status").Single(), answer.Headers.GetValues("grpc-message").Single()));
    }

    private static Task<HttpResponseMessage> CallAsync(Browser browser) => browser.FetchAsync("POST", "/api/proxy/echo/pkg.Service/Method", change: request =>
    {
        request.Content = new ByteArrayContent(Frames);
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/grpc-web+proto");
        request.Headers.Add("X-Grpc-Web", "1");
        request.Headers.Add("X-User-Agent", "grpc-web-javascript/0.1");
        request.Headers.Add("grpc-timeout", "5S");
    });

    private async Task<Browser> SignedInAsync()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        return browser;
    }

    private async Task<TlsUpstream> UpstreamAsync(HttpProtocols protocols, RequestDelegate answer)
    {
        var upstream = await TlsUpstream.StartAsync(protocols, answer, Clock.GetUtcNow());
        Network.Add("api.example.test", upstream.Way);
        return upstream;
    }

    /// <summary>An API under the real server with TLS on loopback, and the proxy's own handler, which trusts its certificate alone.</summary>
    private sealed class TlsUpstream(WebApplication app, X509Certificate2 certificate, ServiceProvider services, HttpMessageHandler way) : IAsyncDisposable
    {
        public HttpMessageHandler Way => way;

        public static async Task<TlsUpstream> StartAsync(HttpProtocols protocols, RequestDelegate answer, DateTimeOffset now)
        {
            var certificate = SelfSignedCertificate.Create(now);
            var builder = EmulatorHost.CreateBuilder(Environments.Production);
            builder.Logging.ClearProviders();
            builder.WebHost.ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0, listen =>
            {
                listen.Protocols = protocols;
                listen.UseHttps(certificate);
            }));
            var app = builder.Build();
            app.Run(answer);
            await app.StartAsync();
            var address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
            var services = new ServiceCollection().AddLogging().AddProxy();
            services.AddHttpClient(UpstreamHttp.ClientName).ConfigurePrimaryHttpMessageHandler((handler, _) => ((SocketsHttpHandler)handler).SslOptions.RemoteCertificateValidationCallback =
                (_, shown, _, _) => shown is not null && CertificateThumbprint.Matches(SelfSignedCertificate.Thumbprint(certificate), shown));
            var provider = services.BuildServiceProvider();
            var way = new Lead(address) { InnerHandler = provider.GetRequiredService<IHttpMessageHandlerFactory>().CreateHandler(UpstreamHttp.ClientName) };
            return new TlsUpstream(app, certificate, provider, way);
        }

        public async ValueTask DisposeAsync()
        {
            await services.DisposeAsync();
            await app.DisposeAsync();
            certificate.Dispose();
        }
    }

    private sealed class Lead(Uri to) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.RequestUri = new Uri(to, request.RequestUri!.PathAndQuery);
            return base.SendAsync(request, cancellationToken);
        }
    }
}
