using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.Tokens;

namespace TokenExchange.Provider;

/// <summary>One of the client's own signing keys: RSA of 2048 bits or more, or EC on P-256.</summary>
internal sealed class ClientKey
{
    private ClientKey(SecurityKey key, Dictionary<string, string> jwk, string? certificateThumbprint)
    {
        (Key, Jwk, CertificateThumbprint) = (key, jwk, certificateThumbprint);
        Key.KeyId = jwk["kid"];
    }

    public SecurityKey Key { get; }

    /// <summary>The public half (RFC 7517), named by its thumbprint (RFC 7638), so that every instance names it alike.</summary>
    public IReadOnlyDictionary<string, string> Jwk { get; }

    /// <summary><c>x5t#S256</c>, when the key came with a certificate; Entra ID asks for it.</summary>
    public string? CertificateThumbprint { get; }

    public bool IsEc => Key is ECDsaSecurityKey;

    public static ClientKey Of(RSA rsa, string? certificateThumbprint)
    {
        var parts = rsa.ExportParameters(includePrivateParameters: false);
        var (n, e) = (Base64Url.EncodeToString(parts.Modulus), Base64Url.EncodeToString(parts.Exponent));
        var kid = Kid($$"""{"e":"{{e}}","kty":"RSA","n":"{{n}}"}""");
        return new ClientKey(
            new RsaSecurityKey(rsa), new() { ["kty"] = "RSA", ["use"] = "sig", ["kid"] = kid, ["n"] = n, ["e"] = e }, certificateThumbprint);
    }

    public static ClientKey Of(ECDsa ec, string? certificateThumbprint)
    {
        var parts = ec.ExportParameters(includePrivateParameters: false);
        var (x, y) = (Base64Url.EncodeToString(parts.Q.X), Base64Url.EncodeToString(parts.Q.Y));
        var kid = Kid($$"""{"crv":"P-256","kty":"EC","x":"{{x}}","y":"{{y}}"}""");
        return new ClientKey(
            new ECDsaSecurityKey(ec),
            new() { ["kty"] = "EC", ["use"] = "sig", ["alg"] = "ES256", ["kid"] = kid, ["crv"] = "P-256", ["x"] = x, ["y"] = y },
            certificateThumbprint);
    }

    private static string Kid(string members) => Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(members)));
}
