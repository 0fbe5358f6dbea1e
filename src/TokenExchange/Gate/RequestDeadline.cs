using Microsoft.AspNetCore.Http;
using TokenExchange.Failures;

namespace TokenExchange.Gate;

/// <summary>
/// How long a request may take that the service answers itself, whatever it stands on is slow: vault, metadata, keys and token call each have a
/// deadline, and a cold instance may meet all of them. Ends the request's waits; what they waited for goes on, and the next request finds it.
/// The body has a deadline of its own: the time begins again when it has arrived, so that a slow caller takes nothing from the provider.
/// </summary>
internal sealed class RequestDeadline : IDisposable
{
    /// <summary>A little less than the ten seconds that callers are promised.</summary>
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

    /// <summary>What is left of it.</summary>
    public TimeSpan Left => _clock.GetElapsedTime(_began) is var passed && passed < Longest ? Longest - passed : TimeSpan.Zero;

    /// <summary>Whether the deadline, and not the client, has ended the request's waits.</summary>
    public bool HasPassed => _time.IsCancellationRequested && !_clientLeft.IsCancellationRequested;

    /// <summary>The deadline of this request.</summary>
    public static RequestDeadline Of(HttpContext context) => (RequestDeadline)context.Items[typeof(RequestDeadline)]!;

    /// <summary>The same, where there is one.</summary>
    public static RequestDeadline? Find(HttpContext context) => context.Items[typeof(RequestDeadline)] as RequestDeadline;

    /// <summary>Runs an endpoint whose <see cref="HttpContext.RequestAborted"/> ends with the deadline too.</summary>
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

    /// <summary>What an exception means that something slow or missing has caused; null when it is none of those.</summary>
    public Failure? Explain(Exception cause) => cause switch
    {
        OutageException outage => outage.Failure,
        OperationCanceledException when HasPassed =>
            Catalogue.ProviderUnavailable.WithReason("The request's own deadline passed."),
        _ => null,
    };

    /// <summary>Begins again: the request has arrived whole.</summary>
    public void Restart()
    {
        _began = _clock.GetTimestamp();
        _time.CancelAfter(Longest);
    }

    /// <summary>The shorter of a call's own deadline and what is left.</summary>
    public TimeSpan Within(TimeSpan deadline) => Left < deadline ? Left : deadline;

    /// <summary>
    /// Repeats an attempt that failed for an outage, after the time that the failure names, while more than that time and <paramref name="reserve"/> is left.
    /// It only waits: how often a source is asked is decided by the budgets of its cache.
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
