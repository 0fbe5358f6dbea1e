namespace TokenExchange.Operations.Drill.Against;

/// <summary>Sends requests to a deployment, one after the other, while its operator changes something there.</summary>
/// <param name="deployment">What is called.</param>
/// <param name="http">Does not follow redirects and keeps no cookies.</param>
/// <param name="clock">The time.</param>
/// <param name="progress">Receives a line when an operation begins to fail, and when it succeeds again.</param>
internal sealed class DeploymentRun(Deployment deployment, HttpClient http, TimeProvider clock, TextWriter progress)
{
    /// <summary>No request waits longer: the service answers within 10 seconds, and an API has its own limit.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private readonly long _start = clock.GetTimestamp();
    private readonly List<Observation> _observations = [];
    private readonly Dictionary<string, string> _failing = [];

    private TimeSpan Elapsed => clock.GetElapsedTime(_start);

    /// <param name="duration">How long requests are sent.</param>
    /// <param name="pause">The time between two of them.</param>
    /// <param name="cancellationToken">Ends it earlier; what was observed until then is the result.</param>
    public async Task<EventResult> RunAsync(TimeSpan duration, TimeSpan pause, CancellationToken cancellationToken)
    {
        try
        {
            for (var round = 0; Elapsed < duration; round++)
            {
                foreach (var probe in deployment.Round(round))
                {
                    await ObserveAsync(probe, cancellationToken);
                    await Task.Delay(pause, clock, cancellationToken);
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The operator has seen enough.
        }

        if (!deployment.Cookies.IsEmpty)
        {
            await ObserveAsync(Deployment.Logout, CancellationToken.None);
        }

        return new EventResult(new DrillEvent(deployment.Origin.IdnHost, [], (_, _) => Task.CompletedTask), TimeSpan.Zero, Elapsed) { Observations = _observations };
    }

    private async Task ObserveAsync(Probe probe, CancellationToken cancellationToken)
    {
        var observation = await SendAsync(probe, cancellationToken);
        _observations.Add(observation);
        var failure = observation.IsSuccess ? null : observation.Result;
        if (failure == _failing.GetValueOrDefault(probe.Operation))
        {
            return;
        }

        if (failure is null)
        {
            _failing.Remove(probe.Operation);
        }
        else
        {
            _failing[probe.Operation] = failure;
        }

        await progress.WriteLineAsync($"{observation.At:hh\\:mm\\:ss}  {failure ?? probe.Operation + ": succeeds again"}");
    }

    private async Task<Observation> SendAsync(Probe probe, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(probe.Method, new Uri(deployment.Origin, probe.Path));
        request.Headers.Add("X-CSRF", "1");
        request.Headers.Add("Sec-Fetch-Site", "same-origin");
        if (probe.HasSession && !deployment.Cookies.IsEmpty)
        {
            request.Headers.TryAddWithoutValidation("Cookie", deployment.Cookies.Header);
        }

        var (at, sent) = (Elapsed, clock.GetTimestamp());
        using var limit = new CancellationTokenSource(Longest, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using var answer = await http.SendAsync(request, either.Token);
            var text = await answer.Content.ReadAsStringAsync(either.Token);
            if (probe.HasSession)
            {
                deployment.Cookies.Keep(answer.Headers);
            }

            var isSignedOut = probe.Operation == "session" && answer.IsSuccessStatusCode && !text.Contains("\"isAuthenticated\":true", StringComparison.Ordinal);
            var (status, code) = isSignedOut ? (StatusCodes.Status401Unauthorized, "not_authenticated") : ((int)answer.StatusCode, CodeOf(answer));
            return new Observation(at, probe.Operation, status, code, answer.Headers.RetryAfter is not null, clock.GetElapsedTime(sent));
        }
        catch (Exception cause) when (cause is HttpRequestException || limit.IsCancellationRequested)
        {
            return new Observation(at, probe.Operation, 0, null, HasRetryAfter: false, clock.GetElapsedTime(sent));
        }
    }

    private static string? CodeOf(HttpResponseMessage answer) => answer.Headers.TryGetValues("TE-Error", out var codes) ? codes.First() : null;
}
