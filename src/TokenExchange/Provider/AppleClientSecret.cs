using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Tokens;
using TokenExchange.Failures;
using TokenExchange.Secrets;

namespace TokenExchange.Provider;

/// <summary>
/// <c>apple</c>: the client secret of Sign in with Apple, a JWT that the team's key signs (ES256), sent as <c>client_secret</c>. Apple accepts one for six
/// months; this one is made for each call and lives for five minutes, so that nothing has to be renewed.
/// </summary>
internal sealed class AppleClientSecret(ClientKeys keys, ProviderOptions options, TimeProvider clock) : IClientCredential
{
    /// <summary>The audience that Apple demands, whatever the issuer in its metadata.</summary>
    private const string Audience = "https://appleid.apple.com";

    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    public static ClientCredentialKind Kind { get; } = new("apple", UsesSecret: true, (services, options) =>
    {
        var clock = services.GetRequiredService<TimeProvider>();
        return new AppleClientSecret(new ClientKeys(options.Credential.SecretName, SecurityAlgorithms.EcdsaSha256, services.GetRequiredService<VaultSecrets>(), clock), options, clock);
    });

    /// <summary>Whether the provider is Apple, whose other habits go with this kind of credential.</summary>
    public static bool IsUsedBy(ProviderOptions options) => options.Credential.Kind == Kind.Name;

    public async ValueTask<Outcome<CredentialProof>> ProveAsync(ProviderMetadata provider, CancellationToken cancellationToken)
    {
        var current = await keys.Secret.CurrentAsync(cancellationToken);
        return current.Succeeded ? Proof(current.Value) : current.Failure;
    }

    public async ValueTask<CredentialProof?> AfterRefusalAsync(ProviderMetadata provider, CredentialProof refused, CancellationToken cancellationToken) =>
        await keys.Secret.OtherAsync(refused.Version, cancellationToken) is { } other ? Proof(other) : null;

    public void Accepted(CredentialProof proof) => keys.Secret.Accepted(proof.Version);

    /// <summary>Apple knows its teams' keys; none is published.</summary>
    public ValueTask<IReadOnlyList<ClientKey>> KeysAsync(CancellationToken cancellationToken) => ValueTask.FromResult<IReadOnlyList<ClientKey>>([]);

    private CredentialProof Proof(SecretVersion version) => CredentialProof.Post(version.Id, options.ClientId, Sign(keys.Of(version)));

    private string Sign(ClientKey key)
    {
        var signing = new ECDsaSecurityKey(((ECDsaSecurityKey)key.Key).ECDsa) { KeyId = options.Credential.KeyId };
        var content = new SecurityTokenDescriptor
        {
            Issuer = options.Credential.TeamId,
            Audience = Audience,
            Claims = new Dictionary<string, object> { ["sub"] = options.ClientId },
        };
        return ClientJwt.Sign(content, signing, SecurityAlgorithms.EcdsaSha256, clock.GetUtcNow(), Lifetime);
    }
}
