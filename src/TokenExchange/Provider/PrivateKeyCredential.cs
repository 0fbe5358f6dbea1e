using System.IdentityModel.Tokens.Jwt;
using Microsoft.IdentityModel.Tokens;
using TokenExchange.Failures;
using TokenExchange.Secrets;

namespace TokenExchange.Provider;

/// <summary>
/// <c>private_key_jwt</c> (OpenID Connect Core 1.0 section 9, RFC 7523): an assertion for each try, with a fresh <c>jti</c>, valid for a minute, whose
/// only audience is the issuer: an endpoint's address as audience could be one that an attacker's metadata named.
/// </summary>
internal sealed class PrivateKeyCredential(RotatingSecret secret, ClientKeys keys, ProviderOptions options, TimeProvider clock) : IClientCredential
{
    private const int LifetimeSeconds = 60;

    private readonly JwtSecurityTokenHandler _handler = new();

    public async ValueTask<Outcome<CredentialProof>> ProveAsync(ProviderMetadata provider, CancellationToken cancellationToken)
    {
        var current = await secret.CurrentAsync(cancellationToken);
        return current.Succeeded ? Proof(provider, current.Value) : current.Failure;
    }

    public async ValueTask<CredentialProof?> AfterRefusalAsync(ProviderMetadata provider, CredentialProof refused, CancellationToken cancellationToken) =>
        await secret.OtherAsync(refused.Version, cancellationToken) is { } other ? Proof(provider, other) : null;

    public void Accepted(CredentialProof proof) => secret.Accepted(proof.Version);

    private CredentialProof Proof(ProviderMetadata provider, SecretVersion version) =>
        CredentialProof.Assertion(version.Id, options.ClientId, Sign(provider, keys.Of(version)));

    private string Sign(ProviderMetadata provider, ClientKey key)
    {
        var algorithm = key.IsEc ? SecurityAlgorithms.EcdsaSha256 : provider.TakesRs256 ? SecurityAlgorithms.RsaSha256 : SecurityAlgorithms.RsaSsaPssSha256;
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        var header = new JwtHeader(new SigningCredentials(key.Key, algorithm));
        if (key.CertificateThumbprint is { } thumbprint)
        {
            header["x5t#S256"] = thumbprint;
        }

        var payload = new JwtPayload
        {
            ["iss"] = options.ClientId,
            ["sub"] = options.ClientId,
            ["aud"] = provider.Issuer,
            ["jti"] = Guid.NewGuid().ToString("N"),
            ["iat"] = now,
            ["exp"] = now + LifetimeSeconds,
        };
        return _handler.WriteToken(new JwtSecurityToken(header, payload));
    }
}
