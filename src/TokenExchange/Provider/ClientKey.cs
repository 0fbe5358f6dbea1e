using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.IdentityModel.Tokens;
using TokenExchange.Secrets;

namespace TokenExchange.Provider;

/// <summary>
/// One of the client's own signing keys, from a version of a vault secret: a PEM private key, or a PKCS#12 in Base64 as a vault certificate is kept.
/// RSA of 2048 bits or more, or EC on P-256.
/// </summary>
internal sealed class ClientKey
{
    private ClientKey(string version, SecurityKey key, Dictionary<string, string> jwk, string? certificateThumbprint)
    {
        (Version, Key, Jwk, CertificateThumbprint) = (version, key, jwk, certificateThumbprint);
        Key.KeyId = jwk["kid"];
    }

    public string Version { get; }

    public SecurityKey Key { get; }

    /// <summary>The public half (RFC 7517), named by its thumbprint (RFC 7638), so that every instance names it alike.</summary>
    public IReadOnlyDictionary<string, string> Jwk { get; }

    /// <summary><c>x5t#S256</c>, when the key came with a certificate; Entra ID asks for it.</summary>
    public string? CertificateThumbprint { get; }

    public bool IsEc => Key is ECDsaSecurityKey;

    /// <summary>Reads a secret's text; null when it is no usable private key.</summary>
    public static ClientKey? Read(SecretVersion version)
    {
        try
        {
            var text = version.Value.Reveal();
            return text.Contains("-----BEGIN", StringComparison.Ordinal) ? ReadPem(version.Id, text) : ReadPkcs12(version.Id, text);
        }
        catch (Exception unusable) when (unusable is CryptographicException or ArgumentException or FormatException)
        {
            return null;
        }
    }

    [SuppressMessage("Reliability", "CA2000", Justification = "A key that is used lives as long as the set it is in; one that is not is disposed where its import fails.")]
    private static ClientKey? ReadPem(string version, string pem)
    {
        var thumbprint = CertificateIn(pem);
        if (TryImport(RSA.Create(), pem, out var rsa))
        {
            return FromRsa(version, rsa, thumbprint);
        }

        return TryImport(ECDsa.Create(), pem, out var ec) ? FromEc(version, ec, thumbprint) : null;
    }

    private static string? CertificateIn(string pem)
    {
        if (!pem.Contains("-----BEGIN CERTIFICATE", StringComparison.Ordinal))
        {
            return null;
        }

        using var certificate = X509Certificate2.CreateFromPem(pem);
        return Thumbprint(certificate);
    }

    private static ClientKey? ReadPkcs12(string version, string base64)
    {
        using var certificate = X509CertificateLoader.LoadPkcs12(
            Convert.FromBase64String(base64), null, X509KeyStorageFlags.EphemeralKeySet | X509KeyStorageFlags.Exportable);
        var thumbprint = Thumbprint(certificate);
        if (certificate.GetRSAPrivateKey() is { } rsa)
        {
            return FromRsa(version, rsa, thumbprint);
        }

        return certificate.GetECDsaPrivateKey() is { } ec ? FromEc(version, ec, thumbprint) : null;
    }

    private static ClientKey? FromRsa(string version, RSA rsa, string? thumbprint)
    {
        if (rsa.KeySize < 2048)
        {
            return null;
        }

        var parts = rsa.ExportParameters(includePrivateParameters: false);
        var (n, e) = (Base64Url.EncodeToString(parts.Modulus), Base64Url.EncodeToString(parts.Exponent));
        var kid = Kid($$"""{"e":"{{e}}","kty":"RSA","n":"{{n}}"}""");
        return new ClientKey(
            version, new RsaSecurityKey(rsa), new() { ["kty"] = "RSA", ["use"] = "sig", ["kid"] = kid, ["n"] = n, ["e"] = e }, thumbprint);
    }

    private static ClientKey? FromEc(string version, ECDsa ec, string? thumbprint)
    {
        var parts = ec.ExportParameters(includePrivateParameters: false);
        if (ec.KeySize != 256 || parts.Curve.Oid.Value != ECCurve.NamedCurves.nistP256.Oid.Value)
        {
            return null;
        }

        var (x, y) = (Base64Url.EncodeToString(parts.Q.X), Base64Url.EncodeToString(parts.Q.Y));
        var kid = Kid($$"""{"crv":"P-256","kty":"EC","x":"{{x}}","y":"{{y}}"}""");
        return new ClientKey(
            version,
            new ECDsaSecurityKey(ec),
            new() { ["kty"] = "EC", ["use"] = "sig", ["alg"] = "ES256", ["kid"] = kid, ["crv"] = "P-256", ["x"] = x, ["y"] = y },
            thumbprint);
    }

    private static bool TryImport<T>(T key, string pem, out T imported)
        where T : AsymmetricAlgorithm
    {
        imported = key;
        try
        {
            key.ImportFromPem(pem);
            return true;
        }
        catch (Exception other) when (other is CryptographicException or ArgumentException)
        {
            key.Dispose();
            return false;
        }
    }

    private static string Kid(string members) => Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(members)));

    private static string Thumbprint(X509Certificate certificate) => Base64Url.EncodeToString(certificate.GetCertHash(HashAlgorithmName.SHA256));
}
