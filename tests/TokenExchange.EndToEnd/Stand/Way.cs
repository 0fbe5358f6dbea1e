using System.Security.Cryptography.X509Certificates;

namespace TokenExchange.EndToEnd.Stand;

/// <summary>What carries the tests' own calls: no proxy, no cookies and no redirects but those that the test itself sees to.</summary>
internal static class Way
{
    /// <param name="trusted">The one certificate that is trusted; null: those of the machine.</param>
    public static SocketsHttpHandler To(TestCertificate? trusted = null)
    {
        var handler = new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false, ResponseDrainTimeout = TimeSpan.Zero };
        if (trusted is not null)
        {
            handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                CustomTrustStore = { trusted.Pair },
                RevocationMode = X509RevocationMode.NoCheck,
            };
        }

        return handler;
    }
}
