using Microsoft.AspNetCore.Http;
using TokenExchange.Failures;

namespace TokenExchange.Gate;

/// <summary>
/// The deadline of a request that the service answers itself, for the case that vault, metadata, keys and token call are all slow: each has a deadline
/// of its own, and a cold instance may need all of them. It ends the waits of the request; the calls continue, and the next request uses their result.
/// The body has a separate deadline: the time starts again when the body has arrived, so that a slow caller does not reduce the provider's time.
/// </summary>
internal static class RequestDeadline
{
    /// <summary>Slightly less than the ten seconds that the contract promises.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(9.5);

    /// <summary>The deadline of this request.</summary>
    public static Deadline Of(HttpContext context) =>
        RequestContext.Of(context).Deadline ?? throw new InvalidOperationException("A proxied call has no deadline of the request.");

    /// <summary>Runs an endpoint whose <see cref="HttpContext.RequestAborted"/> is also cancelled by the deadline.</summary>
    public static async Task<Failure?> RunAsync(HttpContext context, TimeProvider clock, Func<HttpContext, Task<Failure?>> endpoint)
    {
        var clientLeft = context.RequestAborted;
        using var deadline = new Deadline(Longest, clock, clientLeft);
        RequestContext.Of(context).Deadline = deadline;
        context.RequestAborted = deadline.Token;
        try
        {
            return await endpoint(context);
        }
        catch (OperationCanceledException cause) when (deadline.Explain(cause) is { } failure)
        {
            return failure;
        }
        finally
        {
            context.RequestAborted = clientLeft;
        }
    }
}
