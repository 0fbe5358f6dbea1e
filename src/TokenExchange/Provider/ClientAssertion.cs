using System.Buffers.Text;
using Microsoft.IdentityModel.Tokens;
using JwtRegisteredClaimNames = System.IdentityModel.Tokens.Jwt.JwtRegisteredClaimNames;

namespace TokenExchange.Provider;

/// <summary>
/// Assertions of the method <c>private_key_jwt</c> (OpenID Connect Core 1.0 section 9, RFC 7523): one for each try, with a fresh <c>jti</c>, valid for a minute,
/// with one audience. By default that is the issuer: an endpoint's address could be one that an attacker's metadata named.
/// </summary>
internal sealed class ClientAssertion(ProviderOptions options, TimeProvider clock)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(60);

    /// <summary>The proof by this key.</summary>
    /// <param name="version">The version of the secret that holds the key.</param>
    /// <param name="provider">The provider that checks it.</param>
    /// <param name="key">The key.</param>
    public CredentialProof Prove(string version, ProviderMetadata provider, ClientKey key) =>
        CredentialProof.Assertion(version, options.ClientId, Sign(provider, key));

    /// <summary>The proof by a signature that was made elsewhere.</summary>
    public CredentialProof Prove(string version, string signingInput, byte[] signature) =>
        CredentialProof.Assertion(version, options.ClientId, $"{signingInput}.{Base64Url.EncodeToString(signature)}");

    /// <summary>What such a signature has to cover: header and claims (RFC 7515 section 5.1).</summary>
    public string SigningInput(ProviderMetadata provider, ClientKey key, string algorithm) =>
        ClientJwt.SigningInput(Content(provider, key), key.Jwk["kid"], algorithm, clock.GetUtcNow(), Lifetime);

    /// <summary>The algorithm for this key at this provider.</summary>
    public string Algorithm(ProviderMetadata provider, ClientKey key) => (options.Credential.Algorithm, key.IsEc, provider.PrefersPs256) switch
    {
        ("auto", true, _) => SecurityAlgorithms.EcdsaSha256,
        ("auto", false, true) => SecurityAlgorithms.RsaSsaPssSha256,
        ("auto", false, false) => SecurityAlgorithms.RsaSha256,
        var (chosen, _, _) => chosen, // the key is one that it can be used with
    };

    private string Sign(ProviderMetadata provider, ClientKey key) =>
        ClientJwt.Sign(Content(provider, key), key.Key, Algorithm(provider, key), clock.GetUtcNow(), Lifetime);

    private SecurityTokenDescriptor Content(ProviderMetadata provider, ClientKey key) => new()
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

    /// <summary>A template is nobody's identifier.</summary>
    private string Audience(ProviderMetadata provider) =>
        options.Credential.Audience == AssertionAudience.TokenEndpoint || IssuerTemplate.IsTemplate(provider.Issuer) ? provider.TokenEndpoint.OriginalString : provider.Issuer;
}
