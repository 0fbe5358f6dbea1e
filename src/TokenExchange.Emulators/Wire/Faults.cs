using System.Text.Json.Serialization;

namespace TokenExchange.Emulators.Wire;

/// <summary>A fault for the next calls: a status, a body, a delay, or a combination.</summary>
/// <param name="Endpoint">The endpoint of the provider.</param>
/// <param name="Status">Status to answer with; absent: the real answer, after the delay.</param>
/// <param name="DelayMs">Milliseconds to wait first.</param>
/// <param name="Body">Body to answer with: a JSON value, or text that is sent unchanged.</param>
/// <param name="Count">Number of calls; default 1. With 0, pending faults are removed.</param>
/// <param name="Path">Only for paths that contain this text.</param>
/// <param name="RetryAfter">Seconds, sent as <c>Retry-After</c>.</param>
internal sealed record Fault(
    string? Endpoint = null,
    int? Status = null,
    int DelayMs = 0,
    [property: JsonConverter(typeof(FaultBody))] string? Body = null,
    int Count = 1,
    string? Path = null,
    int? RetryAfter = null)
{
    /// <summary>Why the fault could never happen, or not as specified; null when it can.</summary>
    /// <param name="endpoints">The names of the endpoints; empty: no endpoint may be named.</param>
    public string? Problem(IReadOnlyList<string> endpoints)
    {
        if (endpoints.Count > 0 && (Endpoint is null || !endpoints.Contains(Endpoint)))
        {
            return $"endpoint: write one of {string.Join(", ", endpoints)}.";
        }

        if (endpoints.Count == 0 && Endpoint is not null)
        {
            return "endpoint: not supported here; use path.";
        }

        if (Status is < 200 or > 999)
        {
            return "status: write a number from 200 to 999.";
        }

        return DelayMs < 0 || Count < 0 || RetryAfter < 0 ? "delayMs, retryAfter and count must not be negative." : null;
    }
}

/// <summary>The pending faults, first in, first out.</summary>
/// <param name="clock">Measures delays.</param>
/// <param name="mediaType">Media type of bodies.</param>
/// <param name="defaultBody">The body of a fault without one.</param>
internal sealed class Faults(TimeProvider clock, string mediaType = "application/json", string defaultBody = "{}")
{
    private readonly Lock _gate = new();
    private readonly List<Fault> _waiting = [];
    private int _delayed;

    /// <summary>How many calls wait for the clock now.</summary>
    public int Delayed => Volatile.Read(ref _delayed);

    /// <summary>Adds a fault. With a count of 0, removes the pending faults of its endpoint, or of its path if it has one.</summary>
    public void Add(Fault fault)
    {
        lock (_gate)
        {
            if (fault.Count > 0)
            {
                _waiting.Add(fault);
                return;
            }

            _waiting.RemoveAll(other => other.Endpoint == fault.Endpoint && (fault.Path is null || other.Path == fault.Path));
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _waiting.Clear();
        }
    }

    /// <summary>Applies the next fault for this endpoint; true when it has answered the call.</summary>
    public async Task<bool> PlayAsync(HttpContext context, string? endpoint = null)
    {
        if (Take(endpoint, context.Request.Path) is not { } fault)
        {
            return false;
        }

        if (fault.DelayMs > 0)
        {
            await DelayAsync(TimeSpan.FromMilliseconds(fault.DelayMs), context.RequestAborted);
        }

        if (fault.Status is null && fault.Body is null)
        {
            return false;
        }

        context.Response.StatusCode = fault.Status ?? 200;
        if (fault.RetryAfter is { } seconds)
        {
            context.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        if (context.Response.StatusCode is 204 or 205 or 304)
        {
            return true; // these statuses have no body (RFC 9110 section 6.4.1)
        }

        context.Response.ContentType = mediaType;
        await context.Response.WriteAsync(fault.Body ?? defaultBody, context.RequestAborted);
        return true;
    }

    private async Task DelayAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        var delay = Task.Delay(time, clock, cancellationToken);
        Interlocked.Increment(ref _delayed);
        try
        {
            await delay;
        }
        finally
        {
            Interlocked.Decrement(ref _delayed);
        }
    }

    private Fault? Take(string? endpoint, string path)
    {
        lock (_gate)
        {
            var i = _waiting.FindIndex(fault => fault.Endpoint == endpoint && (fault.Path is null || path.Contains(fault.Path, StringComparison.Ordinal)));
            if (i < 0)
            {
                return null;
            }

            var fault = _waiting[i];
            if (fault.Count <= 1)
            {
                _waiting.RemoveAt(i);
            }
            else
            {
                _waiting[i] = fault with { Count = fault.Count - 1 };
            }

            return fault;
        }
    }
}
