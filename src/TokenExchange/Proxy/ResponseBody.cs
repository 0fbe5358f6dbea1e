using System.Buffers;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using TokenExchange.Failures;
using TokenExchange.Gate;

namespace TokenExchange.Proxy;

/// <summary>
/// Copies the body of the upstream's response and flushes each part, so that events arrive when they happen. A stream that waits for its next event keeps no
/// buffer; data that fills a small one is copied with a large one.
/// </summary>
internal static class ResponseBody
{
    private const int Small = 4 * 1024;
    private const int Large = 64 * 1024;

    public static async Task CopyAsync(HttpResponseMessage from, HttpContext context, ActivityTimeout activity)
    {
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        await context.Response.StartAsync(activity.Token);
        if (ResponseRelay.HasNoContent(from))
        {
            return;
        }

        await using var body = await from.Content.ReadAsStreamAsync(activity.Token);
        var left = HasLength(from, context) ? context.Response.ContentLength : null;
        byte[]? buffer = null;
        try
        {
            int read;
            while ((read = await body.ReadAsync(buffer ??= ArrayPool<byte>.Shared.Rent(FirstSize(context)), activity.Token)) > 0)
            {
                activity.Restart();
                left = Less(left, read);
                await activity.OfCallerAsync(context.Response.BodyWriter.WriteAsync(buffer.AsMemory(0, read), activity.Token));
                buffer = Fitting(buffer, read);
                if (read < Small / 2)
                {
                    // A read of no bytes waits for the next event. Before each part of a download it would cost a call of the operating system.
                    var data = body.ReadAsync(Memory<byte>.Empty, activity.Token);
                    if (!data.IsCompleted)
                    {
                        Return(buffer);
                        buffer = null;
                        RequestContext.Of(context).ReleaseCookies();
                    }

                    await data;
                }
            }

            if (left > 0)
            {
                throw WrongLength();
            }
        }
        finally
        {
            if (buffer is not null)
            {
                Return(buffer);
            }
        }
    }

    /// <summary>Whether the length is that of a body that comes (RFC 9110 section 8.6).</summary>
    private static bool HasLength(HttpResponseMessage from, HttpContext context) =>
        from.StatusCode != HttpStatusCode.NotModified && !HttpMethods.IsHead(context.Request.Method);

    /// <summary>
    /// What is still to come of the body. By HTTP/2 the framework's handler does not compare it with the length (RFC 9113 section 8.1.1), and the server
    /// would report a body of another length as an error of this service.
    /// </summary>
    private static long? Less(long? left, int read) =>
        left < read ? throw WrongLength() : left - read;

    private static OutageException WrongLength() =>
        new(Catalogue.UpstreamUnavailable.WithReason("The body of the upstream's response is not as long as its Content-Length."));

    /// <summary>A response with a length is a download, and one without is a stream of events as likely.</summary>
    private static int FirstSize(HttpContext context) => context.Response.ContentLength > Small ? Large : Small;

    /// <summary>The buffer for the next part: large after a part that filled it, small after one that would have fitted into half a small one.</summary>
    private static byte[] Fitting(byte[] buffer, int read)
    {
        var size = read == buffer.Length ? Large : read < Small / 2 ? Small : buffer.Length;
        if (size == buffer.Length)
        {
            return buffer;
        }

        Return(buffer);
        return ArrayPool<byte>.Shared.Rent(size);
    }

    /// <summary>Data of one user must not stay in a buffer for another.</summary>
    private static void Return(byte[] buffer) => ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
}
