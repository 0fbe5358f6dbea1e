using Azure.Core;
using Azure.Identity;
using TokenExchange.Failures;

namespace TokenExchange.Provider;

/// <summary>
/// A federated credential of Entra ID: the platform's managed identity vouches for the application, and no secret exists
/// (workload identity federation). The platform caches the assertion; so does <see cref="TokenCredential"/>.
/// </summary>
internal sealed class ManagedIdentityAssertion(TokenCredential identity, ProviderOptions options) : IClientCredential
{
    private static readonly TokenRequestContext Audience = new(["api://AzureADTokenExchange/.default"]);

    public async ValueTask<Outcome<CredentialProof>> ProveAsync(ProviderMetadata provider, CancellationToken cancellationToken)
    {
        try
        {
            var token = await identity.GetTokenAsync(Audience, cancellationToken);
            return CredentialProof.Assertion("managed-identity", options.ClientId, token.Token);
        }
        catch (AuthenticationFailedException cause)
        {
            throw new OutageException(Catalogue.ProviderUnavailable.WithReason("The managed identity endpoint returned no assertion."), cause);
        }
    }

    public ValueTask<CredentialProof?> AfterRefusalAsync(ProviderMetadata provider, CredentialProof refused, CancellationToken cancellationToken) =>
        ValueTask.FromResult<CredentialProof?>(null);

    public void Accepted(CredentialProof proof)
    {
        // Nothing to remember: there is one identity, and it has no versions.
    }
}
