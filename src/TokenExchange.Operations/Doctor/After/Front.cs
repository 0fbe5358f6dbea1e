using System.Net;

namespace TokenExchange.Operations.Doctor.After;

/// <summary>Sends requests to a deployment through its front, like the page's client library unless an examination changes something.</summary>
internal sealed class Front(Uri origin, HttpMessageHandler way)
{
    private const int MostBytes = 1024 * 1024;

    private readonly HttpClient _client = new(way)
    {
        BaseAddress = origin,
        Timeout = Timeout.InfiniteTimeSpan, // the deadline of the examination applies
        MaxResponseContentBufferSize = MostBytes,
        DefaultRequestVersion = HttpVersion.Version20,
        DefaultVersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
    };

    /// <summary>The origin in the form that browsers send, which <c>PublicOrigin</c> must have.</summary>
    public string Origin { get; } = origin.GetLeftPart(UriPartial.Authority);

    public bool IsTls { get; } = origin.Scheme == Uri.UriSchemeHttps;

    public bool IsLoopback { get; } = origin.IsLoopback;

    /// <summary>A call of the page to a route below the prefix.</summary>
    public Task<FrontAnswer> FetchAsync(
        HttpMethod method, string route, object? body, Action<HttpRequestMessage> change, CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(method, $"/{Routes.Prefix}/{route}");
        request.Headers.Add("X-CSRF", "1");
        request.Headers.Add("Sec-Fetch-Site", "same-origin");
        if (method != HttpMethod.Get)
        {
            request.Headers.Add("Origin", Origin);
            request.Content = JsonContent.Create(body ?? new { });
        }

        change(request);
        return SendAsync(request, cancellationToken);
    }

    /// <summary>Reads the session: the simplest call that passes all checks of the gate.</summary>
    public Task<FrontAnswer> SessionAsync(Action<HttpRequestMessage> change, CancellationToken cancellationToken) =>
        FetchAsync(HttpMethod.Get, Routes.Session, null, change, cancellationToken);

    /// <summary>Starts a login that is not completed.</summary>
    public Task<FrontAnswer> LoginAsync(Action<HttpRequestMessage> change, CancellationToken cancellationToken) =>
        FetchAsync(HttpMethod.Post, Routes.Login, null, change, cancellationToken);

    public async Task<FrontAnswer> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var response = await _client.SendAsync(request, cancellationToken);
        var headers = response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated)
            .ToLookup(header => header.Key, header => header.Value, StringComparer.OrdinalIgnoreCase);
        return new FrontAnswer(
            (int)response.StatusCode,
            name => [.. headers[name].SelectMany(values => values)],
            await response.Content.ReadAsStringAsync(cancellationToken));
    }
}
