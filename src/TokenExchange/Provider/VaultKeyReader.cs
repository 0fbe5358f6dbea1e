using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Json;
using TokenExchange.Failures;
using TokenExchange.Secrets;

namespace TokenExchange.Provider;

/// <summary>Reads the public half of a key that stays in the vault.</summary>
internal static class VaultKeyReader
{
    public static Outcome<ClientKey> Read(SecretValue value)
    {
        try
        {
            return JsonSerializer.Deserialize(value.Reveal(), VaultKeysJson.Default.PublicJwk) switch
            {
                { Kty: "RSA" or "RSA-HSM", N: { } n, E: { } e } => Rsa(n, e),
                { Kty: "EC" or "EC-HSM", Crv: "P-256", X: { } x, Y: { } y } => Ec(x, y),
                { Kty: "EC" or "EC-HSM" } => Unusable("is an EC key on another curve than P-256"),
                _ => Unusable("is not an RSA or EC key"),
            };
        }
        catch (Exception unreadable) when (unreadable is JsonException or CryptographicException or FormatException)
        {
            return Unusable("is not a valid public key");
        }
    }

    [SuppressMessage("Reliability", "CA2000", Justification = "A key that is used lives as long as its version; one that is not is disposed.")]
    private static Outcome<ClientKey> Rsa(string n, string e)
    {
        var key = RSA.Create(new RSAParameters { Modulus = Base64Url.DecodeFromChars(n), Exponent = Base64Url.DecodeFromChars(e) });
        if (key.KeySize >= ClientKeyReader.LeastRsaBits)
        {
            return ClientKey.Of(key, certificateThumbprint: null);
        }

        key.Dispose();
        return Unusable($"is an RSA key with fewer than {ClientKeyReader.LeastRsaBits} bits");
    }

    [SuppressMessage("Reliability", "CA2000", Justification = "A key that is used lives as long as its version.")]
    private static Outcome<ClientKey> Ec(string x, string y) => ClientKey.Of(
        ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = Base64Url.DecodeFromChars(x), Y = Base64Url.DecodeFromChars(y) } }),
        certificateThumbprint: null);

    private static Outcome<ClientKey> Unusable(string fault) => Catalogue.Misconfigured.WithReason(fault);
}
