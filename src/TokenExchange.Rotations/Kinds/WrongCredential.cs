using TokenExchange.Failures;
using TokenExchange.Login;
using TokenExchange.Provider;

namespace TokenExchange.Rotations.Kinds;

/// <summary>A random client secret: a provider that accepts it does not check the credential.</summary>
internal sealed class WrongCredential(ProviderOptions options) : IClientCredential
{
    public ValueTask<Outcome<CredentialProof>> ProveAsync(ProviderMetadata provider, CancellationToken cancellationToken)
    {
        Outcome<CredentialProof> proof = provider.TakesBasic
            ? CredentialProof.Basic("wrong", options.ClientId, Transaction.Random())
            : CredentialProof.Post("wrong", options.ClientId, Transaction.Random());
        return ValueTask.FromResult(proof);
    }

    public ValueTask<CredentialProof?> AfterRefusalAsync(ProviderMetadata provider, CredentialProof refused, CancellationToken cancellationToken) =>
        ValueTask.FromResult<CredentialProof?>(null);

    public void Accepted(CredentialProof proof)
    {
        // A credential that was not checked counts as not accepted.
    }

    public ValueTask<IReadOnlyList<ClientKey>> KeysAsync(CancellationToken cancellationToken) => ValueTask.FromResult<IReadOnlyList<ClientKey>>([]);
}
