using System.Buffers;
using System.Net;
using Microsoft.AspNetCore.Http;

namespace TokenExchange.Bench.Stand;

/// <summary>
/// The floor of the proxy: the least that forwards a call with the framework alone. It has one destination, shows no credential, copies no headers
/// but the body's type and length, and streams both bodies through a pooled buffer (the framework's own copying is slower: it goes by pages of 4 KiB).
/// It does not check, limit, time out, log or measure anything, and a broken call is the server's 500.
/// </summary>
internal sealed class BareForward(string destination) : IDisposable
{
    private const int BufferSize = 64 * 1024;

    /// <summary>For a stream that is idle most of the time.</summary>
    private const int SmallBufferSize = 4 * 1024;

    /// <summary>The connection is made as the service makes its own, so that the ratio shows what is done with it.</summary>
    private readonly HttpMessageInvoker _invoker = new(new SocketsHttpHandler
    {
        UseCookies = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseProxy = false,
        ActivityHeadersPropagator = null,
    });

    public Task ForwardAsync(HttpContext context) => ForwardAsync(context, BufferSize);

    public Task ForwardStreamAsync(HttpContext context) => ForwardAsync(context, SmallBufferSize);

    public void Dispose() => _invoker.Dispose();

    private async Task ForwardAsync(HttpContext context, int bufferSize)
    {
        using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), destination + context.Request.RouteValues["path"]);
        if (context.Request.ContentLength is { } length)
        {
            request.Content = new Upload(context.Request.Body, length);
        }

        using var response = await _invoker.SendAsync(request, context.RequestAborted);
        context.Response.StatusCode = (int)response.StatusCode;
        context.Response.ContentType = response.Content.Headers.ContentType?.ToString();
        context.Response.ContentLength = response.Content.Headers.ContentLength;
        await using var body = await response.Content.ReadAsStreamAsync(context.RequestAborted);
        await CopyAsync(body, context.Response.Body, bufferSize, context.RequestAborted);
    }

    private static async Task CopyAsync(Stream from, Stream to, int bufferSize, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(bufferSize);
        try
        {
            int read;
            while ((read = await from.ReadAsync(buffer, cancellationToken)) > 0)
            {
                await to.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private sealed class Upload(Stream body, long total) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
            CopyAsync(body, stream, BufferSize, cancellationToken);

        protected override bool TryComputeLength(out long length)
        {
            length = total;
            return true;
        }
    }
}
