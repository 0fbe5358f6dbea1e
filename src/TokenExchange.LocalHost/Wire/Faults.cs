namespace TokenExchange.LocalHost.Wire;

/// <summary>Trouble for the next calls: a status, a body, a delay, or all of them.</summary>
/// <param name="Endpoint">Which endpoint of the provider.</param>
/// <param name="Status">Status to answer with; absent: the real answer, after the delay.</param>
/// <param name="DelayMs">Milliseconds to wait first.</param>
/// <param name="Body">Body to answer with, as JSON.</param>
/// <param name="Count">For how many calls; default 1.</param>
/// <param name="Path">Only for paths that hold this text.</param>
/// <param name="RetryAfter">Seconds, sent as <c>Retry-After</c>.</param>
internal sealed record Fault(
    string? Endpoint = null, int? Status = null, int DelayMs = 0, string? Body = null, int Count = 1, string? Path = null, int? RetryAfter = null);

/// <summary>The faults that wait for their calls, first in, first out.</summary>
internal sealed class Faults(TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly List<Fault> _waiting = [];

    public void Add(Fault fault)
    {
        lock (_gate)
        {
            _waiting.Add(fault);
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
