using System.Net;

namespace TokenExchange.Proxy;

/// <summary>What an API says about a bearer token in <c>WWW-Authenticate</c> (RFC 6750 section 3).</summary>
internal static class BearerChallenge
{
    /// <summary>Whether the API refuses the token itself (RFC 6750 section 3.1): any other 401 may be about the request.</summary>
    public static bool RefusesToken(HttpResponseMessage response) =>
        response.StatusCode == HttpStatusCode.Unauthorized
        && response.Headers.WwwAuthenticate.Any(challenge => challenge.Parameter?.Contains("invalid_token", StringComparison.Ordinal) == true);
}
