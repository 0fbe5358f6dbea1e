using Microsoft.AspNetCore.Http;

namespace TokenExchange.Gate;

/// <summary>The security headers of every response, each with its reason.</summary>
internal static class SecurityHeaders
{
    public static void Write(IHeaderDictionary headers)
    {
        headers.CacheControl = "no-store"; // every response depends on a cookie or is an error
        headers.XContentTypeOptions = "nosniff"; // the body of an upstream must never run as a script
        headers["Referrer-Policy"] = "no-referrer"; // the address of a callback contains an authorization code
        headers["Cross-Origin-Resource-Policy"] = "same-origin"; // no other site may embed a response
        headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'; sandbox"; // in case a response is opened as a document
        headers.StrictTransportSecurity = "max-age=31536000; includeSubDomains"; // cookies are sent over TLS only (ASVS 3.4.1)
        headers.Vary = "Cookie, Origin, Sec-Fetch-Site"; // for a cache that ignores no-store
    }
}
