using Microsoft.IdentityModel.Protocols;

namespace TokenExchange.SigningKeys;

/// <summary>Reads a JWK Set through the retriever contract of IdentityModel.</summary>
internal sealed class KeySetRetriever : IConfigurationRetriever<SigningKeySet>
{
    /// <exception cref="IOException">The document is no usable key set.</exception>
    public async Task<SigningKeySet> GetConfigurationAsync(string address, IDocumentRetriever retriever, CancellationToken cancel) =>
        SigningKeySet.Parse(await retriever.GetDocumentAsync(address, cancel));
}
