using System.Net.Http.Headers;
using TokenExchange.Failures;

namespace TokenExchange.Provider;

/// <summary>Fetches a JSON document of the provider: https, 200, no redirect, no more than a megabyte.</summary>
internal sealed class ProviderDocuments(ProviderHttp http)
{
    /// <summary>Far above the size of any real key set or discovery document; limits what is read from a faulty provider.</summary>
    public const int MaxBytes = 1024 * 1024;

    /// <exception cref="HttpRequestException">The provider cannot be reached.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    /// <exception cref="OutageException">The status is not 200, or the response is not JSON by its media type, or too large.</exception>
    public async Task<string> GetAsync(Uri address, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, http.Allow(address));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        var answer = await http.SendAsync(request, MaxBytes, cancellationToken);
        return answer.Status == 200 && answer.IsJson
            ? answer.Text
            : throw new OutageException(Catalogue.ProviderResponseInvalid.WithReason($"The provider returned the document with status {answer.Status}; expected 200."));
    }
}
