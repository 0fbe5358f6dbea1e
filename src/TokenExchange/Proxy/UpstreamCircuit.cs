using System.Runtime.ExceptionServices;
using Polly;
using Polly.CircuitBreaker;
using TokenExchange.Failures;

namespace TokenExchange.Proxy;

/// <summary>
/// The circuit breaker of one route: an API that fails gets no calls for a while, and its callers an answer at once. Only what the API's side did counts:
/// a caller that leaves, or stalls, or whose request is refused, neither opens it, nor keeps it open, nor closes it.
/// </summary>
internal sealed class UpstreamCircuit
{
    /// <summary>Set for a call that its caller ended while it was the one that tries whether the API works again.</summary>
    private static readonly ResiliencePropertyKey<bool> IsInconclusive = new("inconclusive");

    private readonly CircuitBreakerStateProvider _state = new();
    private readonly ResiliencePipeline<Attempt> _pipeline;
    private readonly TimeSpan _openFor;

    private UpstreamCircuit(CircuitBreakerOptions options, TimeProvider clock)
    {
        _openFor = options.OpenFor;
        _pipeline = new ResiliencePipelineBuilder<Attempt> { TimeProvider = clock }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<Attempt>
            {
                FailureRatio = options.FailurePercent / 100.0,
                MinimumThroughput = options.MinimumCalls,
                SamplingDuration = options.Window,
                BreakDuration = options.OpenFor,
                BreakDurationGenerator = opening => ValueTask.FromResult(opening.Context.Properties.GetValue(IsInconclusive, false) ? TimeSpan.Zero : options.OpenFor),
                ShouldHandle = ended => ValueTask.FromResult(ended.Outcome.Result?.IsFailure ?? IsOfCallerHalfOpen(ended.Context)),
                StateProvider = _state,
            })
            .Build();
    }

    /// <summary>Null for a route without one.</summary>
    public static UpstreamCircuit? Of(CircuitBreakerOptions options, TimeProvider clock) => options.FailurePercent == 0 ? null : new UpstreamCircuit(options, clock);

    /// <summary>Sends a call, unless it is open.</summary>
    /// <param name="send">Sends, until the head of the response.</param>
    /// <param name="isOfUpstream">Whether the API's side broke the call.</param>
    /// <exception cref="OutageException">It is open.</exception>
    public async Task<HttpResponseMessage> SendAsync(Func<Task<HttpResponseMessage>> send, Func<Exception, bool> isOfUpstream)
    {
        Attempt attempt;
        try
        {
            attempt = await _pipeline.ExecuteAsync(async _ => await TryAsync(send, isOfUpstream), CancellationToken.None);
        }
        catch (BrokenCircuitException open)
        {
            throw new OutageException(Catalogue.UpstreamPaused.WithReason("The circuit breaker of the route is open.") with { RetryAfter = open.RetryAfter ?? _openFor }, open);
        }

        attempt.Fault?.Throw();
        return attempt.Response!;
    }

    private static async Task<Attempt> TryAsync(Func<Task<HttpResponseMessage>> send, Func<Exception, bool> isOfUpstream)
    {
        try
        {
            var response = await send();
            return new Attempt(response, null, (int)response.StatusCode is 502 or 503 or 504);
        }
        catch (Exception fault) when (isOfUpstream(fault))
        {
            return new Attempt(null, ExceptionDispatchInfo.Capture(fault), IsFailure: true);
        }
    }

    /// <summary>
    /// Decides about a call that the caller broke. The one call of a half-open circuit would close it, as every call does that is not a failure. It counts as
    /// a failure that opens it for no time: the next call is the one that tries.
    /// </summary>
    private bool IsOfCallerHalfOpen(ResilienceContext context)
    {
        if (_state.CircuitState != CircuitState.HalfOpen)
        {
            return false;
        }

        context.Properties.Set(IsInconclusive, true);
        return true;
    }

    private sealed record Attempt(HttpResponseMessage? Response, ExceptionDispatchInfo? Fault, bool IsFailure);
}
