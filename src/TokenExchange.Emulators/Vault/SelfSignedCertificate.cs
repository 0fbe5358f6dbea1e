using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace TokenExchange.Emulators.Vault;

/// <summary>A certificate for loopback that is created at the start and trusted by its thumbprint only: the machine's certificate store is not changed.</summary>
internal static class SelfSignedCertificate
{
    private static readonly Oid ServerAuthentication = new("1.3.6.1.5.5.7.3.1"); // RFC 5280 section 4.2.1.12

    /// <summary>The certificate of the vault emulator.</summary>
    public static X509Certificate2 Create(DateTimeOffset now) => Create("token-exchange vault emulator", now, days: 30);

    /// <summary>A server certificate for this machine's loopback names.</summary>
    public static X509Certificate2 Create(string commonName, DateTimeOffset now, int days)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=" + commonName, key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([ServerAuthentication], critical: false));
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(days));
        return Usable(certificate);
    }

    /// <summary>The same with a key that Windows can use for TLS too, and that can be exported.</summary>
    public static X509Certificate2 Usable(X509Certificate2 certificate) =>
        X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pfx), null, X509KeyStorageFlags.Exportable);

    public static string Thumbprint(X509Certificate certificate) => certificate.GetCertHashString(HashAlgorithmName.SHA256);

    /// <summary>A handler that trusts exactly this certificate.</summary>
    public static HttpMessageHandler Pin(string thumbprint) => new SocketsHttpHandler
    {
        UseProxy = false,
        SslOptions = new SslClientAuthenticationOptions
        {
            RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null && CertificateThumbprint.Matches(thumbprint, certificate),
        },
    };
}
