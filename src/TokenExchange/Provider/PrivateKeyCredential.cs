using Microsoft.Extensions.DependencyInjection;
using TokenExchange.Failures;
using TokenExchange.Secrets;

namespace TokenExchange.Provider;

/// <summary><c>private-key-jwt</c>: an assertion that is signed with a private key from the vault.</summary>
internal sealed class PrivateKeyCredential(ClientKeys keys, ClientAssertion assertion) : IClientCredential
{
    public static ClientCredentialKind Kind { get; } = new("private-key-jwt", UsesSecret: true, (services, options) => options.Credential.KeyName.Length > 0
        ? VaultKeyCredential.Create(services, options)
        : Create(services, options));

    public async ValueTask<Outcome<CredentialProof>> ProveAsync(ProviderMetadata provider, CancellationToken cancellationToken)
    {
        var current = await keys.Secret.CurrentAsync(cancellationToken);
        return current.Succeeded ? Proof(provider, current.Value) : current.Failure;
    }

    public async ValueTask<CredentialProof?> AfterRefusalAsync(ProviderMetadata provider, CredentialProof refused, CancellationToken cancellationToken) =>
        await keys.Secret.OtherAsync(refused.Version, cancellationToken) is { } other ? Proof(provider, other) : null;

    public void Accepted(CredentialProof proof) => keys.Secret.Accepted(proof.Version);

    public ValueTask<IReadOnlyList<ClientKey>> KeysAsync(CancellationToken cancellationToken) => keys.GetAsync(cancellationToken);

    private CredentialProof Proof(ProviderMetadata provider, SecretVersion version) => assertion.Prove(version.Id, provider, keys.Of(version));

    private static PrivateKeyCredential Create(IServiceProvider services, ProviderOptions options)
    {
        var clock = services.GetRequiredService<TimeProvider>();
        var keys = new ClientKeys(options.Credential.SecretName, options.Credential.Algorithm, services.GetRequiredService<VaultSecrets>(), clock);
        return new PrivateKeyCredential(keys, new ClientAssertion(options, clock));
    }
}
