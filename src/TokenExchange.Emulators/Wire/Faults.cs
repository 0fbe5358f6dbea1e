using System.Text.Json.Serialization;

namespace TokenExchange.Emulators.Wire;

/// <summary>Trouble for the next calls: a status, a body, a delay, or all of them.</summary>
/// <param name="Endpoint">Which endpoint of the provider.</param>
/// <param name="Status">Status to answer with; absent: the real answer, after the delay.</param>
/// <param name="DelayMs">Milliseconds to wait first.</param>
/// <param name="Body">Body to answer with; from a lever a JSON value, or text that is sent as it stands.</param>
/// <param name="Count">For how many calls; default 1. With 0 those that wait are taken back.</param>
/// <param name="Path">Only for paths that hold this text.</param>
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
    /// <summary>Why it would never happen, or not as it says; null when it can.</summary>
    /// <param name="endpoints">Those that are told apart; none: the endpoint has to be absent.</param>
    public string? Problem(IReadOnlyList<string> endpoints)
    {
        if (endpoints.Count > 0 && (Endpoint is null || !endpoints.Contains(Endpoint)))
        {
            return $"endpoint: write one of {string.Join(", ", endpoints)}.";
        }

        if (endpoints.Count == 0 && Endpoint is not null)
        {
            return "endpoint: none are told apart here; use path.";
        }

        if (Status is < 200 or > 999)
        {
            return "status: write a number from 200 to 999.";
        }

        return DelayMs < 0 || Count < 0 || RetryAfter < 0 ? "delayMs, retryAfter and count are not negative." : null;
    }
}

/// <summary>The faults that wait for their calls, first in, first out.</summary>
internal sealed class Faults(TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly List<Fault> _waiting = [];

    /// <summary>Lets it wait for its calls. With a count of 0 takes back what waits for its endpoint, or for its path there if it names one.</summary>
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

    /// <summary>Plays the next fault for this endpoint; true when it has answered the call.</summary>
    public async Task<bool> PlayAsync(HttpContext context, string? endpoint = null)
    {
        if (Take(endpoint, context.Request.Path) is not { } fault)
        {
            return false;
        }

        if (fault.DelayMs > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(fault.DelayMs), clock, context.RequestAborted);
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
            return true; // they have no body (RFC 9110 section 6.4.1)
        }

        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(fault.Body ?? "{}", context.RequestAborted);
        return true;
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
