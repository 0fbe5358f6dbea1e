using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace TokenExchange.Operations.Doctor.After;

/// <summary>The connection to a deployment, with the rules of a browser; records when the front's certificate expires.</summary>
internal static class FrontWay
{
    /// <summary>The request option in which the first request of a connection finds the certificate's expiry.</summary>
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

    /// <summary>Whether only the revocation status is unknown; browsers accept that.</summary>
    private static bool IsOnlyUnasked(X509Chain? chain) => chain?.ChainStatus is { Length: > 0 } faults
        && faults.All(fault => fault.Status is X509ChainStatusFlags.RevocationStatusUnknown or X509ChainStatusFlags.OfflineRevocation);
}
