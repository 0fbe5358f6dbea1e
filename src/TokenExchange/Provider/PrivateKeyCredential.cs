using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Tokens;
using TokenExchange.Failures;
using TokenExchange.Secrets;
using JwtRegisteredClaimNames = System.IdentityModel.Tokens.Jwt.JwtRegisteredClaimNames;

namespace TokenExchange.Provider;

/// <summary>
/// <c>private-key-jwt</c>: the method <c>private_key_jwt</c> (OpenID Connect Core 1.0 section 9, RFC 7523): an assertion for each try, with a fresh <c>jti</c>, valid for a minute, with
/// one audience. By default that is the issuer: an endpoint's address could be one that an attacker's metadata named.
/// </summary>
internal sealed class PrivateKeyCredential(ClientKeys keys, ProviderOptions options, TimeProvider clock) : IClientCredential
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(60);

    public static ClientCredentialKind Kind { get; } = new("private-key-jwt", UsesSecret: true, (services, options) =>
    {
        var clock = services.GetRequiredService<TimeProvider>();
        return new PrivateKeyCredential(new ClientKeys(options.Credential.SecretName, options.Credential.Algorithm, services.GetRequiredService<VaultSecrets>(), clock), options, clock);
    });

    public async ValueTask<Outcome<CredentialProof>> ProveAsync(ProviderMetadata provider, CancellationToken cancellationToken)
    {
        var current = await keys.Secret.CurrentAsync(cancellationToken);
        return current.Succeeded ? Proof(provider, current.Value) : current.Failure;
    }

    public async ValueTask<CredentialProof?> AfterRefusalAsync(ProviderMetadata provider, CredentialProof refused, CancellationToken cancellationToken) =>
        await keys.Secret.OtherAsync(refused.Version, cancellationToken) is { } other ? Proof(provider, other) : null;

    public void Accepted(CredentialProof proof) => keys.Secret.Accepted(proof.Version);

    public ValueTask<IReadOnlyList<ClientKey>> KeysAsync(CancellationToken cancellationToken) => keys.GetAsync(cancellationToken);

    private CredentialProof Proof(ProviderMetadata provider, SecretVersion version) =>
        CredentialProof.Assertion(version.Id, options.ClientId, Sign(provider, keys.Of(version)));

    private string Sign(ProviderMetadata provider, ClientKey key)
    {
        var content = new SecurityTokenDescriptor
        {
            AdditionalHeaderClaims = key.CertificateThumbprint is { } thumbprint ? new Dictionary<string, object> { ["x5t#S256"] = thumbprint } : null,
            TokenType = options.Credential.TokenType,
            Issuer = options.ClientId,
            Audience = Audience(provider),
            Claims = new Dictionary<string, object>
            {
                [JwtRegisteredClaimNames.Sub] = options.ClientId,
                [JwtRegisteredClaimNames.Jti] = Guid.NewGuid().ToString("N"),
            },
        };
        return ClientJwt.Sign(content, key.Key, Algorithm(provider, key), clock.GetUtcNow(), Lifetime);
    }

    /// <summary>A template is nobody's identifier.</summary>
    private string Audience(ProviderMetadata provider) =>
        options.Credential.Audience == AssertionAudience.TokenEndpoint || IssuerTemplate.IsTemplate(provider.Issuer) ? provider.TokenEndpoint.OriginalString : provider.Issuer;

    private string Algorithm(ProviderMetadata provider, ClientKey key) => (options.Credential.Algorithm, key.IsEc, provider.PrefersPs256) switch
    {
        ("auto", true, _) => SecurityAlgorithms.EcdsaSha256,
        ("auto", false, true) => SecurityAlgorithms.RsaSsaPssSha256,
        ("auto", false, false) => SecurityAlgorithms.RsaSha256,
        var (chosen, _, _) => chosen, // the key is one that it can be used with
    };
}
