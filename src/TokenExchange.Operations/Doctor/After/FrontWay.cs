using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace TokenExchange.Operations.Doctor.After;

/// <summary>The way to a deployment as a browser goes, which notes until when the front's certificate is valid.</summary>
internal static class FrontWay
{
    /// <summary>Where the first request over a connection finds the certificate's end.</summary>
    public static HttpRequestOptionsKey<DateTimeOffset> CertificateEnd { get; } = new("certificate-end");

    public static HttpMessageHandler Create() => new HttpClientHandler
    {
        UseCookies = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        CheckCertificateRevocationList = true,
        ServerCertificateCustomValidationCallback = (request, certificate, chain, errors) =>
        {
            if (certificate is not null)
            {
                request.Options.Set(CertificateEnd, certificate.NotAfter.ToUniversalTime());
            }

            return errors == SslPolicyErrors.None || (errors == SslPolicyErrors.RemoteCertificateChainErrors && IsOnlyUnasked(chain));
        },
    };

    /// <summary>Whether nobody could say that the certificate is revoked, and nothing else is wrong: browsers let that pass.</summary>
    private static bool IsOnlyUnasked(X509Chain? chain) => chain?.ChainStatus is { Length: > 0 } faults
        && faults.All(fault => fault.Status is X509ChainStatusFlags.RevocationStatusUnknown or X509ChainStatusFlags.OfflineRevocation);
}
