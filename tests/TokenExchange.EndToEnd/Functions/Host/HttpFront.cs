using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace TokenExchange.EndToEnd.Functions.Host;

/// <summary>
/// What the platform does with a request before and while a function runs:
/// <code>
/// 1 preflights, answered by the host itself     3 function key     5 headers that are the host's
/// 2 the function, if it is not disabled         4 the body whole, if its length is told     6 forwarded to the worker while the function runs
/// </code>
/// </summary>
internal sealed class HttpFront(Worker worker, IEnumerable<HostedFunction> enabled, string functionKey) : IDisposable
{
    private const long MostBytes = 100 * 1024 * 1024;

    private readonly FunctionRouter _router = new(enabled);
    private readonly Forwarder _forwarder = new(worker.Address);
    private readonly ConcurrentQueue<string> _failures = new();
    private int _running;

    /// <summary>How many functions run.</summary>
    public int Running => _running;

    /// <summary>Invocations that did not end well, which the platform reports as failures of the app.</summary>
    public IReadOnlyList<string> Failures => [.. _failures];

    public async Task AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        if (IsPreflight(request)) // 1: no origin is allowed, as the template allows none
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        if (_router.Find(request) is not { } function) // 2
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        if (function.Level != "Anonymous" && !ShowsKey(request)) // 3
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = MostBytes;
        if (request.ContentLength > 0) // 4
        {
            var body = new MemoryStream();
            await request.Body.CopyToAsync(body, context.RequestAborted);
            body.Position = 0;
            request.Body = body;
        }

        var invocation = Guid.NewGuid().ToString();
        Sign(request, invocation); // 5
        await RunAsync(context, function, invocation); // 6
    }

    public void Dispose() => _forwarder.Dispose();

    private async Task RunAsync(HttpContext context, HostedFunction function, string invocation)
    {
        Interlocked.Increment(ref _running);
        using var left = context.RequestAborted.Register(() => worker.Cancel(invocation));
        var forwarded = _forwarder.ForwardAsync(context);
        var failure = await worker.InvokeAsync(function, invocation);
        Interlocked.Decrement(ref _running);
        try
        {
            await forwarded;
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller has left.
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException)
        {
            failure ??= $"{function.Name}: {broken.Message}";
        }

        if (failure is null)
        {
            return;
        }

        _failures.Enqueue(failure);
        if (!context.Response.HasStarted)
        {
            context.Response.Clear();
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
        }
    }

    private static bool IsPreflight(HttpRequest request) =>
        HttpMethods.IsOptions(request.Method) && request.Headers.Origin.Count > 0 && request.Headers.AccessControlRequestMethod.Count > 0;

    private bool ShowsKey(HttpRequest request) =>
        (request.Headers["x-functions-key"] is [{ } shown] ? shown : request.Query["code"].ToString()) == functionKey;

    private static void Sign(HttpRequest request, string invocation)
    {
        request.Headers["x-ms-invocation-id"] = invocation;
        request.Headers["X-Forwarded-For"] = $"{request.HttpContext.Connection.RemoteIpAddress}";
        request.Headers["X-Forwarded-Host"] = request.Host.Value;
        request.Headers["X-Forwarded-Proto"] = request.Scheme;
    }
}
