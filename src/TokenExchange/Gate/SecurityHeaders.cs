using Microsoft.AspNetCore.Http;

namespace TokenExchange.Gate;

/// <summary>Headers of every answer, each for a reason.</summary>
internal static class SecurityHeaders
{
    public static void Write(IHeaderDictionary headers)
    {
        headers.CacheControl = "no-store"; // every answer depends on a cookie or is an error
        headers.XContentTypeOptions = "nosniff"; // an upstream's bytes never become script
        headers["Referrer-Policy"] = "no-referrer"; // a callback's address holds a code
        headers["Cross-Origin-Resource-Policy"] = "same-origin"; // no other site may embed an answer
        headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'; sandbox"; // if it were ever opened as a document
        headers.StrictTransportSecurity = "max-age=31536000; includeSubDomains"; // cookies go over TLS alone (ASVS 3.4.1)
        headers.Vary = "Cookie, Origin, Sec-Fetch-Site"; // what the answer depends on, for any cache that ignores no-store
    }
}
