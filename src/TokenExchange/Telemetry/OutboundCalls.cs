using System.Diagnostics;

namespace TokenExchange.Telemetry;

/// <summary>
/// Measures outbound calls with a client span and a duration. The target is a name from the configuration (a secret, a route), never an address, because
/// path and query may identify a user. No call carries trace context (W3C Trace Context, W3C Baggage) unless its
/// sender adds that of this span.
/// </summary>
internal sealed class OutboundCalls(Instruments instruments)
{
    /// <summary>Makes the call; <paramref name="status"/> reads the HTTP status of the response, if it has one.</summary>
    public Task<T> MeasureAsync<T>(string call, string? target, Func<Task<T>> send, Func<T, int>? status = null) =>
        MeasureAsync(call, target, _ => send(), status);

    /// <summary>The same for a call that passes on its trace: <paramref name="send"/> gets the <c>traceparent</c> of the call's span.</summary>
    public async Task<T> MeasureAsync<T>(string call, string? target, Func<string?, Task<T>> send, Func<T, int>? status = null)
    {
        var began = instruments.Now;
        var (code, error) = (default(int?), default(string));
        using var activity = Start(call, target);
        try
        {
            var span = activity ?? Activity.Current; // the request's own span when nobody listens
            Activity.Current = null; // HttpClient and the Azure SDK send the context of the current activity
            var answer = await send(span is { IdFormat: ActivityIdFormat.W3C } ? span.Id : null);
            code = status?.Invoke(answer);
            return answer;
        }
        catch (Exception fault)
        {
            error = fault.GetType().Name;
            activity?.SetStatus(ActivityStatusCode.Error);
            throw;
        }
        finally
        {
            instruments.Record(instruments.CallDuration, began, activity, Tags(call, target, code, error));
        }
    }

    private static Activity? Start(string call, string? target) => Instruments.Activities.HasListeners()
        ? Instruments.Activities.StartActivity(target is null ? call : $"{call} {target}", ActivityKind.Client)
        : null;

    /// <summary>Made when the call has ended: a list of tags would enlarge the state of every call that waits.</summary>
    private static TagList Tags(string call, string? target, int? code, string? error)
    {
        var tags = new TagList { { TelemetryNames.CallTag, call } };
        if (target is not null)
        {
            tags.Add(TelemetryNames.TargetTag, target);
        }

        if (code is not null)
        {
            tags.Add(TelemetryNames.StatusTag, code);
        }

        if (error is not null)
        {
            tags.Add(TelemetryNames.ErrorTag, error);
        }

        return tags;
    }
}
