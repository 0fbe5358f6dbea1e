using Azure.Core;
using Azure.Identity;
using Microsoft.Extensions.DependencyInjection;
using TokenExchange.Failures;

namespace TokenExchange.Provider;

/// <summary>
/// <c>managed-identity</c>: a federated credential of Entra ID. The platform's managed identity vouches for the application, and no secret exists
/// (workload identity federation). The platform caches the assertion; so does <see cref="TokenCredential"/>.
/// </summary>
internal sealed class ManagedIdentityAssertion(TokenCredential identity, ProviderOptions options) : IClientCredential
{
    private static readonly TokenRequestContext Audience = new(["api://AzureADTokenExchange/.default"]);

    public static ClientCredentialKind Kind { get; } = new(
        "managed-identity", UsesSecret: false, (services, options) => new ManagedIdentityAssertion(services.GetRequiredService<TokenCredential>(), options));

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

    public ValueTask<IReadOnlyList<ClientKey>> KeysAsync(CancellationToken cancellationToken) => ValueTask.FromResult<IReadOnlyList<ClientKey>>([]);
}
