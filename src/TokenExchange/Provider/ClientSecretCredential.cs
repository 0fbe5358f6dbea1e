using Microsoft.Extensions.DependencyInjection;
using TokenExchange.Failures;
using TokenExchange.Secrets;

namespace TokenExchange.Provider;

/// <summary><c>client-secret</c>: a client secret from the vault (RFC 6749 section 2.3.1).</summary>
internal sealed class ClientSecretCredential(RotatingSecret secret, ProviderOptions options) : IClientCredential
{
    public static ClientCredentialKind Kind { get; } = new("client-secret", UsesSecret: true, (services, options) => new ClientSecretCredential(
        services.GetRequiredService<VaultSecrets>().Use(options.Credential.SecretName, ClientCredentialUse.ClientSecret), options));

    public async ValueTask<Outcome<CredentialProof>> ProveAsync(ProviderMetadata provider, CancellationToken cancellationToken)
    {
        var current = await secret.CurrentAsync(cancellationToken);
        return current.Succeeded ? Proof(provider, current.Value) : current.Failure;
    }

    public async ValueTask<CredentialProof?> AfterRefusalAsync(ProviderMetadata provider, CredentialProof refused, CancellationToken cancellationToken) =>
        await secret.OtherAsync(refused.Version, cancellationToken) is { } other ? Proof(provider, other) : null;

    public void Accepted(CredentialProof proof) => secret.Accepted(proof.Version);

    public ValueTask<IReadOnlyList<ClientKey>> KeysAsync(CancellationToken cancellationToken) => ValueTask.FromResult<IReadOnlyList<ClientKey>>([]);

    /// <summary>The proof by this secret, sent as the options and the provider want it.</summary>
    public static CredentialProof Prove(string version, SecretValue value, ProviderOptions options, ProviderMetadata provider) => options.Credential.Method switch
    {
        SecretMethod.Basic => true,
        SecretMethod.Post => false,
        _ => provider.TakesBasic,
    }
        ? CredentialProof.Basic(version, options.ClientId, value.Reveal())
        : CredentialProof.Post(version, options.ClientId, value.Reveal());

    private CredentialProof Proof(ProviderMetadata provider, SecretVersion version) => Prove(version.Id, version.Value, options, provider);
}
