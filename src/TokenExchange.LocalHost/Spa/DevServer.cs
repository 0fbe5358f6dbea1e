using System.Net;
using Microsoft.AspNetCore.Http.Features;

namespace TokenExchange.LocalHost.Spa;

/// <summary>
/// Forwards everything but <c>/api</c> and <c>/dev</c> to the dev server of a page, so that page and gateway have one origin. <c>Host</c> and <c>Origin</c>
/// stay as the browser sent them: the dev server's own checks against other sites depend on them.
/// </summary>
internal sealed class DevServer(Uri address) : IDisposable
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
        ConnectTimeout = ConnectTimeout,
    });

    public async Task ForwardAsync(HttpContext context)
    {
        HttpResponseMessage answer;
        using var request = ForwardedHeaders.Request(context, address);
        try
        {
            answer = await _http.SendAsync(request, context.RequestAborted);
        }
        catch (Exception fault) when (fault is HttpRequestException || (fault is OperationCanceledException && !context.RequestAborted.IsCancellationRequested))
        {
            await Notices.DevServerDownAsync(context, address);
            return;
        }

        using (answer)
        {
            await (answer.StatusCode == HttpStatusCode.SwitchingProtocols ? SwitchAsync(context, answer) : RelayAsync(context, answer));
        }
    }

    public void Dispose() => _http.Dispose();

    private static async Task RelayAsync(HttpContext context, HttpResponseMessage answer)
    {
        ForwardedHeaders.CopyTo(context.Response, answer);
        try
        {
            await answer.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or OperationCanceledException)
        {
            context.Abort(); // the browser must not take a part for the whole
        }
    }

    /// <summary>A web socket: after the handshake its bytes are passed on in both directions, until one side ends.</summary>
    private static async Task SwitchAsync(HttpContext context, HttpResponseMessage answer)
    {
        ForwardedHeaders.CopyTo(context.Response, answer);
        await using var server = await answer.Content.ReadAsStreamAsync(context.RequestAborted);
        await using var browser = await context.Features.GetRequiredFeature<IHttpUpgradeFeature>().UpgradeAsync();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        await Task.WhenAll(CopyAsync(browser, server, end), CopyAsync(server, browser, end));
    }

    /// <summary>One direction; its end is the end of both.</summary>
    private static async Task CopyAsync(Stream from, Stream to, CancellationTokenSource end)
    {
        try
        {
            await from.CopyToAsync(to, end.Token);
        }
        catch (Exception closed) when (closed is IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // One side closed the connection.
        }
        finally
        {
            await end.CancelAsync();
        }
    }
}
