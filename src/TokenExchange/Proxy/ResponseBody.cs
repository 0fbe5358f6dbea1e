using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
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
        byte[]? buffer = null;
        try
        {
            int read;
            while ((read = await body.ReadAsync(buffer ??= ArrayPool<byte>.Shared.Rent(FirstSize(context)), activity.Token)) > 0)
            {
                activity.Restart();
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
        }
        finally
        {
            if (buffer is not null)
            {
                Return(buffer);
            }
        }
    }

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
