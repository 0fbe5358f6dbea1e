using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace TokenExchange.Bench.Stand;

/// <summary>
/// The API behind the proxy, as cheap as a server can be: it gives so many bytes or counts those it is given. What it cost, both sides of a
/// comparison would pay, and the ratio would look better than it is.
/// </summary>
internal sealed class ByteApi(string accessToken)
{
    /// <summary>Large pieces, because each costs the server some allocations of its own.</summary>
    private static readonly byte[] Piece = [.. Enumerable.Range(0, 64 * 1024).Select(i => (byte)(i % 251))];

    private readonly string _authorization = "Bearer " + accessToken;

    /// <summary>Below <c>/user</c> a call without the user's token is refused, so that a proxy which forgot it would be found out.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/open/{count:long}", GiveAsync);
        routes.MapGet("/open/events", StreamAsync);
        routes.MapGet("/user/events", context => IsUser(context) ? StreamAsync(context) : RefuseAsync(context));
        routes.MapPost("/open", CountAsync);
        routes.MapGet("/user/{count:long}", context => IsUser(context) ? GiveAsync(context) : RefuseAsync(context));
        routes.MapPost("/user", context => IsUser(context) ? CountAsync(context) : RefuseAsync(context));
    }

    private bool IsUser(HttpContext context) => string.Equals(context.Request.Headers.Authorization, _authorization, StringComparison.Ordinal);

    private static Task RefuseAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        return Task.CompletedTask;
    }

    private static async Task GiveAsync(HttpContext context)
    {
        var left = long.Parse((string)context.Request.RouteValues["count"]!, CultureInfo.InvariantCulture);
        context.Response.ContentType = "application/octet-stream";
        context.Response.ContentLength = left;
        while (left > 0)
        {
            var size = (int)Math.Min(left, Piece.Length);
            await context.Response.Body.WriteAsync(Piece.AsMemory(0, size), context.RequestAborted);
            left -= size;
        }
    }

    /// <summary>One event, then only a comment every two minutes, which keeps the stream from its time-out, until the client leaves.</summary>
    private static async Task StreamAsync(HttpContext context)
    {
        context.Response.ContentType = "text/event-stream";
        await context.Response.WriteAsync("data: 1\n\n", context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        while (!context.RequestAborted.IsCancellationRequested)
        {
            await Task.Delay(TimeSpan.FromMinutes(2), TimeProvider.System, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await context.Response.WriteAsync(":\n\n", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }
    }

    private static async Task CountAsync(HttpContext context)
    {
        long count = 0;
        while (true)
        {
            var read = await context.Request.BodyReader.ReadAsync(context.RequestAborted);
            count += read.Buffer.Length;
            context.Request.BodyReader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
            {
                break;
            }
        }

        await context.Response.WriteAsync(count.ToString(CultureInfo.InvariantCulture), context.RequestAborted);
    }
}
