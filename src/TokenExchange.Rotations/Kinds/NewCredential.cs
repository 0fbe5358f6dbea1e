using TokenExchange.Failures;
using TokenExchange.Provider;

namespace TokenExchange.Rotations.Kinds;

/// <summary>A credential of the client that is not in use yet, for one verification. No other is tried when it is rejected.</summary>
internal sealed class NewCredential(Func<ProviderMetadata, CancellationToken, ValueTask<Outcome<CredentialProof>>> prove) : IClientCredential
{
    public NewCredential(Func<ProviderMetadata, Outcome<CredentialProof>> prove)
        : this((provider, _) => ValueTask.FromResult(prove(provider)))
    {
    }

    public ValueTask<Outcome<CredentialProof>> ProveAsync(ProviderMetadata provider, CancellationToken cancellationToken) => prove(provider, cancellationToken);

    public ValueTask<CredentialProof?> AfterRefusalAsync(ProviderMetadata provider, CredentialProof refused, CancellationToken cancellationToken) =>
        ValueTask.FromResult<CredentialProof?>(null);

    public void Accepted(CredentialProof proof)
    {
        // Nothing depends on it later.
    }

    public ValueTask<IReadOnlyList<ClientKey>> KeysAsync(CancellationToken cancellationToken) => ValueTask.FromResult<IReadOnlyList<ClientKey>>([]);
}
