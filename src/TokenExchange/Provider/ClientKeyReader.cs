using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using TokenExchange.Failures;
using TokenExchange.Secrets;

namespace TokenExchange.Provider;

/// <summary>
/// Reads the value of a secret as a private key: PEM, or a PKCS#12 in Base64 as a vault certificate is kept. A key that cannot be used is recognized
/// here and not at the first signature; the reason is the end of a sentence that begins with "it" (<see cref="SecretUse"/>).
/// </summary>
internal static class ClientKeyReader
{
    public const int LeastRsaBits = 2048;

    private static readonly byte[] Probe = "token-exchange key check"u8.ToArray();

    public static Outcome<ClientKey> Read(SecretValue value)
    {
        var text = value.Reveal();
        if (text.Length == 0)
        {
            return Unusable("is empty");
        }

        try
        {
            return text.Contains("-----BEGIN", StringComparison.Ordinal) ? ReadPem(text) : ReadPkcs12(text);
        }
        catch (Exception unreadable) when (unreadable is CryptographicException or ArgumentException or FormatException or NotSupportedException)
        {
            return NotAKey();
        }
    }

    [SuppressMessage("Reliability", "CA2000", Justification = "A key that is used lives as long as its version; one that is not is disposed where that is found.")]
    private static Outcome<ClientKey> ReadPem(string pem)
    {
        using var certificate = pem.Contains("-----BEGIN CERTIFICATE", StringComparison.Ordinal) ? X509Certificate2.CreateFromPem(pem) : null;
        var rsa = RSA.Create();
        if (TryImport(rsa, pem))
        {
            return Checked(rsa, certificate);
        }

        var ec = ECDsa.Create();
        return TryImport(ec, pem) ? Checked(ec, certificate) : NotAKey();
    }

    private static Outcome<ClientKey> ReadPkcs12(string base64)
    {
        using var certificate = X509CertificateLoader.LoadPkcs12(
            Convert.FromBase64String(base64), null, X509KeyStorageFlags.EphemeralKeySet | X509KeyStorageFlags.Exportable);
        return certificate.GetRSAPrivateKey() is { } rsa ? Checked(rsa, certificate)
            : certificate.GetECDsaPrivateKey() is { } ec ? Checked(ec, certificate)
            : NotAKey();
    }

    private static Outcome<ClientKey> Checked(RSA key, X509Certificate2? certificate)
    {
        using var certified = certificate?.GetRSAPublicKey();
        var fault = key.KeySize < LeastRsaBits
            ? $"is an RSA key with fewer than {LeastRsaBits} bits"
            : Fault(key, certificate, certified, () => key.SignData(Probe, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        return fault is null ? ClientKey.Of(key, Thumbprint(certificate)) : Unusable(fault, key);
    }

    private static Outcome<ClientKey> Checked(ECDsa key, X509Certificate2? certificate)
    {
        using var certified = certificate?.GetECDsaPublicKey();
        var fault = IsP256(key.ExportParameters(includePrivateParameters: false).Curve)
            ? Fault(key, certificate, certified, () => key.SignData(Probe, HashAlgorithmName.SHA256))
            : "is an EC key on another curve than the named curve P-256";
        return fault is null ? ClientKey.Of(key, Thumbprint(certificate)) : Unusable(fault, key);
    }

    private static bool IsP256(ECCurve curve) => curve.IsNamed && curve.Oid.Value == ECCurve.NamedCurves.nistP256.Oid.Value;

    private static string? Fault(AsymmetricAlgorithm key, X509Certificate2? certificate, AsymmetricAlgorithm? certified, Action sign)
    {
        if (certificate is not null && certified?.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(key.ExportSubjectPublicKeyInfo()) != true)
        {
            return "contains a certificate that belongs to another key";
        }

        try
        {
            sign();
            return null;
        }
        catch (CryptographicException)
        {
            return "cannot sign: the private key is missing or damaged";
        }
    }

    private static bool TryImport(AsymmetricAlgorithm key, string pem)
    {
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

    private static Outcome<ClientKey> NotAKey() =>
        Unusable("is not a private key: expected one unencrypted PEM key, or a PKCS#12 without a password in Base64");

    private static Outcome<ClientKey> Unusable(string fault, AsymmetricAlgorithm? key = null)
    {
        key?.Dispose();
        return Catalogue.Misconfigured.WithReason(fault);
    }

    private static string? Thumbprint(X509Certificate? certificate) =>
        certificate is null ? null : Base64Url.EncodeToString(certificate.GetCertHash(HashAlgorithmName.SHA256));
}
