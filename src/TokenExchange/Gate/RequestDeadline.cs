using Microsoft.AspNetCore.Http;
using TokenExchange.Failures;

namespace TokenExchange.Gate;

/// <summary>
/// The deadline of a request that the service answers itself, for the case that vault, metadata, keys and token call are all slow: each has a deadline
/// of its own, and a cold instance may need all of them. It ends the waits of the request; the calls continue, and the next request uses their result.
/// The body has a separate deadline: the time starts again when the body has arrived, so that a slow caller does not reduce the provider's time.
/// </summary>
internal sealed class RequestDeadline : IDisposable
{
    /// <summary>Slightly less than the ten seconds that the contract promises.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(9.5);

    private readonly HttpContext _context;
    private readonly TimeProvider _clock;
    private readonly CancellationToken _clientLeft;
    private readonly CancellationTokenSource _time;
    private readonly CancellationTokenSource _either;
    private long _began;

    private RequestDeadline(HttpContext context, TimeProvider clock)
    {
        (_context, _clock, _began, _clientLeft) = (context, clock, clock.GetTimestamp(), context.RequestAborted);
        _time = new CancellationTokenSource(Longest, clock);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_clientLeft, _time.Token);
    }

    /// <summary>The time that is left.</summary>
    public TimeSpan Left => _clock.GetElapsedTime(_began) is var passed && passed < Longest ? Longest - passed : TimeSpan.Zero;

    /// <summary>Whether the deadline, and not the client, cancelled the request's waits.</summary>
    public bool HasPassed => _time.IsCancellationRequested && !_clientLeft.IsCancellationRequested;

    /// <summary>The deadline of this request.</summary>
    public static RequestDeadline Of(HttpContext context) => (RequestDeadline)context.Items[typeof(RequestDeadline)]!;

    /// <summary>The deadline of this request, or null.</summary>
    public static RequestDeadline? Find(HttpContext context) => context.Items[typeof(RequestDeadline)] as RequestDeadline;

    /// <summary>Runs an endpoint whose <see cref="HttpContext.RequestAborted"/> is also cancelled by the deadline.</summary>
    public static async Task<Failure?> RunAsync(HttpContext context, TimeProvider clock, Func<HttpContext, Task<Failure?>> endpoint)
    {
        using var deadline = new RequestDeadline(context, clock);
        context.Items[typeof(RequestDeadline)] = deadline;
        context.RequestAborted = deadline._either.Token;
        try
        {
            return await endpoint(context);
        }
        catch (OperationCanceledException cause) when (deadline.Explain(cause) is { } failure)
        {
            return failure;
        }
    }

    /// <summary>The outage behind an exception that a slow or missing dependency caused; null for any other exception.</summary>
    public Failure? Explain(Exception cause) => cause switch
    {
        OutageException outage => outage.Failure,
        OperationCanceledException when HasPassed =>
            Catalogue.ProviderUnavailable.WithReason("The deadline of the request has passed."),
        _ => null,
    };

    /// <summary>Starts again: the body of the request has arrived.</summary>
    public void Restart()
    {
        _began = _clock.GetTimestamp();
        _time.CancelAfter(Longest);
    }

    /// <summary>The shorter of a call's own time limit and the time that is left.</summary>
    public TimeSpan Within(TimeSpan deadline) => Left < deadline ? Left : deadline;

    /// <summary>
    /// Retries after an outage, when the time that its failure names has passed, as long as more than that time and <paramref name="reserve"/> is left.
    /// It only waits: the budgets of the cache decide how often the source is called.
    /// </summary>
    public async Task<T> RetryAsync<T>(Func<Task<T>> attempt, TimeSpan reserve)
    {
        while (true)
        {
            try
            {
                return await attempt();
            }
            catch (OutageException outage) when (outage.Failure.RetryAfter is { } wait && wait + reserve < Left)
            {
                await Task.Delay(wait, _clock, _either.Token);
            }
        }
    }

    public void Dispose()
    {
        _context.RequestAborted = _clientLeft;
        _either.Dispose();
        _time.Dispose();
    }
}
