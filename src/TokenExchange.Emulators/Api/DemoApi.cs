using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http.Features;
using TokenExchange.Emulators.Wire;

namespace TokenExchange.Emulators.Api;

/// <summary>The credential that a caller of the demo API sent.</summary>
/// <param name="User">The user of the token, or <c>partner</c>.</param>
internal sealed record Caller(string User);

/// <summary>
/// The API behind the proxy: it requires a user's access token or an API key, and reports the request it received. It is also available under
/// <c>/user</c> and <c>/partner</c>, for routes whose destination has a path.
/// </summary>
/// <param name="log">Receives every request.</param>
/// <param name="clock">For delays.</param>
/// <param name="introspect">Returns the user of an access token; null when it is not valid.</param>
/// <param name="isApiKey">Whether an API key is valid.</param>
internal sealed class DemoApi(
    RequestLog log, TimeProvider clock, Func<string, CancellationToken, Task<string?>> introspect, Func<string, CancellationToken, ValueTask<bool>> isApiKey)
{
    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, bool> _refusedOnce = new(StringComparer.Ordinal);

    /// <summary>Faults for the next calls.</summary>
    public Faults Faults { get; } = new(clock);

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.Map("/{**path}", async context => await AnswerAsync(context, await PartnerOfAsync(context) ?? await UserOfAsync(context)));
        routes.Map("/user/{**path}", async context => await AnswerAsync(context, await UserOfAsync(context)));
        routes.Map("/partner/{**path}", async context => await AnswerAsync(context, await PartnerOfAsync(context)));
    }

    private async Task AnswerAsync(HttpContext context, Caller? caller)
    {
        log.Add("api", caller?.User ?? "refused", context.Request);
        if (await Faults.PlayAsync(context))
        {
            return;
        }

        if (caller is null)
        {
            await RefuseAsync(context);
            return;
        }

        var parts = ((string?)context.Request.RouteValues["path"] ?? "").Split('/', 2);
        await (parts[0] switch
        {
            "anything" => EchoAsync(context, caller),
            "status" => StatusAsync(context, parts.ElementAtOrDefault(1)),
            "events" => EventsAsync(context),
            "bytes" => BytesAsync(context, parts.ElementAtOrDefault(1)),
            "slow" => SlowAsync(context),
            "unauthorized-once" => UnauthorizedOnceAsync(context, caller),
            _ => NotFoundAsync(context),
        });
    }

    private async Task<Caller?> UserOfAsync(HttpContext context)
    {
        var header = context.Request.Headers.Authorization.ToString();
        return header.StartsWith("Bearer ", StringComparison.Ordinal) && await introspect(header["Bearer ".Length..], context.RequestAborted) is { } user
            ? new Caller(user)
            : null;
    }

    private async Task<Caller?> PartnerOfAsync(HttpContext context) =>
        context.Request.Headers["X-Api-Key"] is [{ } key] && await isApiKey(key, context.RequestAborted) ? new Caller("partner") : null;

    private static async Task EchoAsync(HttpContext context, Caller caller)
    {
        var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        var question = target.IndexOf('?', StringComparison.Ordinal);
        var (length, hash) = await ReadAsync(context);
        await context.Response.WriteAsJsonAsync(
            new
            {
                method = context.Request.Method,
                path = question < 0 ? target : target[..question],
                query = question < 0 ? "" : target[(question + 1)..],
                headers = context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.Select(value => Shown(header.Key, value!)).ToArray()),
                bodyLength = length,
                bodySha256 = hash,
                user = caller.User,
            },
            context.RequestAborted);
    }

    private static string Shown(string name, string value) =>
        name.ToUpperInvariant() is "AUTHORIZATION" or "COOKIE" or "X-API-KEY" ? RequestLog.Hash(value) : value;

    private static async Task<(long Length, string Hash)> ReadAsync(HttpContext context)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[16 * 1024];
        long length = 0;
        int read;
        while ((read = await context.Request.Body.ReadAsync(buffer, context.RequestAborted)) > 0)
        {
            hash.AppendData(buffer, 0, read);
            length += read;
        }

        return (length, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    /// <summary>A status, with headers that must not reach a browser.</summary>
    private static async Task StatusAsync(HttpContext context, string? text)
    {
        var status = Number(text, 200, 999);
        context.Response.StatusCode = status;
        context.Response.Headers.SetCookie = "upstream=1; Path=/";
        context.Response.Headers.Server = "demo-api/9.9";
        context.Response.Headers["X-Powered-By"] = "demo";
        context.Response.Headers.AccessControlAllowOrigin = "*";
        context.Response.Headers.AccessControlAllowCredentials = "true";
        context.Response.Headers["TE-Error"] = "not_ours";
        context.Response.Headers["X-Upstream"] = "kept";
        if (status is >= 200 and not (204 or 205 or 304))
        {
            await context.Response.WriteAsJsonAsync(new { status }, context.RequestAborted);
        }
    }

    private async Task EventsAsync(HttpContext context)
    {
        context.Response.ContentType = "text/event-stream";
        var count = Number(context.Request.Query["count"], 5, 10_000);
        var delay = Number(context.Request.Query["delayMs"], 100, 60_000);
        for (var i = 1; i <= count; i++)
        {
            await context.Response.WriteAsync($"id: {i}\ndata: event {i}\n\n", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            if (i < count)
            {
                await DelayAsync(context, delay);
            }
        }
    }

    /// <summary>The given number of bytes, byte i being i modulo 251; supports one range (RFC 9110 section 14).</summary>
    private static async Task BytesAsync(HttpContext context, string? text)
    {
        var total = Number(text, 0, 1_000_000_000);
        var (from, to) = (0L, (long)total - 1);
        context.Response.Headers.AcceptRanges = "bytes";
        var range = context.Request.GetTypedHeaders().Range;
        if (range is { Unit.Value: "bytes", Ranges.Count: 1 } && range.Ranges.First() is { } asked)
        {
            from = asked.From ?? Math.Max(0, total - (asked.To ?? 0));
            to = asked.From is null ? total - 1 : Math.Min(asked.To ?? (total - 1), total - 1);
            if (from > to)
            {
                context.Response.StatusCode = StatusCodes.Status416RangeNotSatisfiable;
                context.Response.Headers.ContentRange = $"bytes */{total}";
                return;
            }

            context.Response.StatusCode = StatusCodes.Status206PartialContent;
            context.Response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes {from}-{to}/{total}");
        }

        context.Response.ContentType = "application/octet-stream";
        context.Response.ContentLength = to - from + 1;
        await WriteBytesAsync(context, from, to);
    }

    private static async Task WriteBytesAsync(HttpContext context, long from, long to)
    {
        var buffer = new byte[16 * 1024];
        for (var at = from; at <= to;)
        {
            var size = (int)Math.Min(buffer.Length, to - at + 1);
            for (var i = 0; i < size; i++)
            {
                buffer[i] = (byte)((at + i) % 251);
            }

            await context.Response.Body.WriteAsync(buffer.AsMemory(0, size), context.RequestAborted);
            at += size;
        }
    }

    private async Task SlowAsync(HttpContext context)
    {
        await DelayAsync(context, Number(context.Request.Query["headersMs"], 0, 600_000));
        context.Response.ContentType = "text/plain";
        await context.Response.WriteAsync("first ", context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        await DelayAsync(context, Number(context.Request.Query["bodyMs"], 0, 600_000));
        await context.Response.WriteAsync("last", context.RequestAborted);
    }

    private Task UnauthorizedOnceAsync(HttpContext context, Caller caller) =>
        _refusedOnce.TryAdd(context.Request.Query["key"].ToString(), true) ? RefuseAsync(context) : EchoAsync(context, caller);

    private static async Task RefuseAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        context.Response.Headers.WWWAuthenticate = "Bearer error=\"invalid_token\"";
        await context.Response.WriteAsJsonAsync(new { error = "invalid_token" }, context.RequestAborted);
    }

    private static async Task NotFoundAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        await context.Response.WriteAsJsonAsync(new { error = "not_found" }, context.RequestAborted);
    }

    private Task DelayAsync(HttpContext context, int milliseconds) =>
        milliseconds > 0 ? Task.Delay(TimeSpan.FromMilliseconds(milliseconds), clock, context.RequestAborted) : Task.CompletedTask;

    private static int Number(string? text, int otherwise, int most) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? Math.Min(value, most) : otherwise;
}
