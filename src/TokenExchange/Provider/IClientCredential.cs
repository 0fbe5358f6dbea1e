using TokenExchange.Failures;

namespace TokenExchange.Provider;

/// <summary>Proves to the provider that this service is the client.</summary>
internal interface IClientCredential
{
    /// <summary>A proof for the next try.</summary>
    ValueTask<Outcome<CredentialProof>> ProveAsync(ProviderMetadata provider, CancellationToken cancellationToken);

    /// <summary>
    /// Another proof after the provider refused this one with <c>invalid_client</c>; null when there is none, so that the same proof is not sent twice.
    /// </summary>
    ValueTask<CredentialProof?> AfterRefusalAsync(ProviderMetadata provider, CredentialProof refused, CancellationToken cancellationToken);

    /// <summary>The provider took this proof.</summary>
    void Accepted(CredentialProof proof);

    /// <summary>The client's own signing keys whose public halves are published, newest first; empty for a kind that signs nothing.</summary>
    /// <exception cref="OutageException">The vault cannot be reached.</exception>
    ValueTask<IReadOnlyList<ClientKey>> KeysAsync(CancellationToken cancellationToken);
}
