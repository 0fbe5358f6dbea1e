using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace TokenExchange.EndToEnd.Stand;

/// <summary>A certificate for loopback, and for other names where they are given; and the file that makes it the only one a process trusts (<c>SSL_CERT_FILE</c>).</summary>
internal sealed class TestCertificate : IDisposable
{
    private TestCertificate(X509Certificate2 pair)
    {
        Pair = pair;
        System.IO.File.WriteAllText(File, pair.ExportCertificatePem());
        using var key = pair.GetECDsaPrivateKey()!;
        System.IO.File.WriteAllText(KeyFile, key.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>The certificate with its key.</summary>
    public X509Certificate2 Pair { get; }

    /// <summary>The path of the file; it is there as long as the test.</summary>
    public string File { get; } = Path.GetTempFileName();

    /// <summary>The path of the file that holds its key, for a server that is another process; it is there as long as the test.</summary>
    public string KeyFile { get; } = Path.GetTempFileName();

    public static TestCertificate Create(params IEnumerable<string> names)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var alternatives = new SubjectAlternativeNameBuilder();
        alternatives.AddDnsName("localhost");
        alternatives.AddIpAddress(IPAddress.Loopback);
        foreach (var name in names)
        {
            alternatives.AddDnsName(name);
        }

        request.CertificateExtensions.Add(alternatives.Build());
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, new DateTimeOffset(2099, 1, 1, 0, 0, 0, TimeSpan.Zero));
        return new TestCertificate(X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pfx), null));
    }

    public void Dispose()
    {
        System.IO.File.Delete(File);
        System.IO.File.Delete(KeyFile);
        Pair.Dispose();
    }
}
