using System.Net.Http.Headers;
using TokenExchange.Failures;

namespace TokenExchange.Provider;

/// <summary>
/// Fetches a JSON document of the provider: https, 200, three redirects at most, no more than a megabyte. The media type is not looked at: providers send
/// documents as text or as octets, and what counts is whether the text is a strict JSON object.
/// </summary>
internal sealed class ProviderDocuments(ProviderHttp http)
{
    /// <summary>Far above the size of any real key set or discovery document; limits what is read from a faulty provider.</summary>
    public const int MaxBytes = 1024 * 1024;

    private const int MostRedirects = 3;

    /// <exception cref="HttpRequestException">The provider cannot be reached.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    /// <exception cref="OutageException">The status is not 200, there are too many redirects, or the response is too large.</exception>
    public async Task<string> GetAsync(Uri address, CancellationToken cancellationToken) => (await FetchAsync(address, cancellationToken)).Text;

    /// <summary>The same, with what the provider says about the document's age.</summary>
    /// <inheritdoc cref="GetAsync" path="/exception"/>
    public async Task<ProviderAnswer> FetchAsync(Uri address, CancellationToken cancellationToken)
    {
        for (var redirects = 0; redirects <= MostRedirects; redirects++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, http.Allow(address));
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
            var answer = await http.SendAsync(request, MaxBytes, cancellationToken);
            if (answer.Status == 200)
            {
                return answer;
            }

            if (answer is not { Status: 301 or 302 or 303 or 307 or 308, Location: { } location })
            {
                throw new OutageException(Catalogue.ProviderResponseInvalid.WithReason($"The provider returned the document with status {answer.Status}; expected 200."));
            }

            // Each hop was named by a server that TLS authenticated, and the document still has to name the issuer.
            address = new Uri(address, location);
        }

        throw new OutageException(Catalogue.ProviderResponseInvalid.WithReason($"The provider redirected the request for the document more than {MostRedirects} times."));
    }
}
