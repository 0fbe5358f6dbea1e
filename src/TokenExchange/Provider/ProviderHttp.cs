using System.Net.Http.Headers;
using System.Text;
using TokenExchange.Failures;
using TokenExchange.Telemetry;

namespace TokenExchange.Provider;

/// <summary>A response of the provider, read completely: status, body and the relevant headers.</summary>
internal sealed record ProviderAnswer(int Status, string Text, Uri? Location, TimeSpan? RetryAfter)
{
    /// <summary>How long the response may be used without a question to the server (RFC 9111 section 5.2.2.1); null when it does not say so.</summary>
    public TimeSpan? MaxAge { get; init; }

    /// <summary>Statuses that allow a retry: 408, 425 (RFC 8470), 429 and every 5xx.</summary>
    public static bool IsTemporary(int status) => status is 408 or 425 or 429 or >= 500;

    /// <summary>This response as an outage, with the provider's <c>Retry-After</c>.</summary>
    public Failure AsOutage() => Catalogue.ProviderUnavailable with { RetryAfter = RetryAfter ?? Catalogue.ProviderUnavailable.RetryAfter };
}

/// <summary>Outbound calls to the provider: a named client without cookies, redirects or decompression; bounded bodies; https.</summary>
internal sealed class ProviderHttp(IHttpClientFactory clients, TransportRules transport, TimeProvider clock)
{
    /// <summary>Name of the HTTP client; public as Outbound.Provider.</summary>
    public const string ClientName = "token-exchange-provider";

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The address, if it may be called: https, or http on loopback where that is allowed.</summary>
    /// <exception cref="OutageException">The provider's metadata contains an address without TLS.</exception>
    public Uri Allow(Uri address) => transport.Allows(address)
        ? address
        : throw new OutageException(Catalogue.ProviderResponseInvalid.WithReason("The provider's metadata contains an address without TLS."));

    /// <exception cref="HttpRequestException">No connection, or no response.</exception>
    /// <exception cref="IOException">The connection broke before the end of the body.</exception>
    /// <exception cref="OutageException">The body is larger than allowed or not UTF-8.</exception>
    public async Task<ProviderAnswer> SendAsync(HttpRequestMessage request, int maxBytes, CancellationToken cancellationToken)
    {
        using var client = clients.CreateClient(ClientName);
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        var text = await ReadAsync(response, maxBytes, cancellationToken);
        return new ProviderAnswer((int)response.StatusCode, text, response.Headers.Location, RetryAfter(response)) { MaxAge = MaxAge(response.Headers.CacheControl) };
    }

    /// <summary>The same for a call to an endpoint: it asks for JSON and is measured, and a fault of the connection is an outage.</summary>
    /// <exception cref="OutageException">The provider cannot be reached, or its response cannot be read.</exception>
    public async Task<ProviderAnswer> CallAsync(OutboundCalls calls, string call, HttpRequestMessage request, int maxBytes, CancellationToken cancellationToken)
    {
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        try
        {
            return await calls.MeasureAsync(call, null, () => SendAsync(request, maxBytes, cancellationToken), answer => answer.Status);
        }
        catch (HttpRequestException cause)
        {
            throw new OutageException(Catalogue.ProviderUnavailable, cause);
        }
        catch (IOException cause)
        {
            throw new OutageException(Catalogue.ProviderResponseInvalid, cause);
        }
    }

    private static TimeSpan? MaxAge(CacheControlHeaderValue? control) => control is { NoStore: true } or { NoCache: true } ? TimeSpan.Zero : control?.MaxAge;

    private static async Task<string> ReadAsync(HttpResponseMessage response, int maxBytes, CancellationToken cancellationToken)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var buffer = new MemoryStream();
        var chunk = new byte[8192];
        int read;
        while ((read = await body.ReadAsync(chunk, cancellationToken)) > 0)
        {
            if (buffer.Length + read > maxBytes)
            {
                throw new OutageException(Catalogue.ProviderResponseInvalid.WithReason("The provider's response is too large."));
            }

            await buffer.WriteAsync(chunk.AsMemory(0, read), cancellationToken);
        }

        try
        {
            return StrictUtf8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
        }
        catch (DecoderFallbackException)
        {
            throw new OutageException(Catalogue.ProviderResponseInvalid.WithReason("The provider's response is not valid UTF-8."));
        }
    }

    /// <summary>The provider's <c>Retry-After</c>, limited to between one second and five minutes.</summary>
    private TimeSpan? RetryAfter(HttpResponseMessage response)
    {
        var wish = response.Headers.RetryAfter?.Delta ?? response.Headers.RetryAfter?.Date - clock.GetUtcNow();
        return wish is { } wait ? TimeSpan.FromSeconds(Math.Clamp(wait.TotalSeconds, 1, 300)) : null;
    }
}
