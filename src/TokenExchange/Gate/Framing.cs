using Microsoft.AspNetCore.Http;
using TokenExchange.Failures;

namespace TokenExchange.Gate;

/// <summary>
/// Refuses a request whose end two servers could see in two places, which is how one request is smuggled inside another (RFC 9112 sections 6.1 and 11.2).
/// Kestrel refuses most of them; these it may take, and takes.
/// </summary>
internal static class Framing
{
    /// <summary>Where Kestrel puts a length that came beside a transfer coding, when it decided for the coding.</summary>
    private const string LengthBeside = "X-Content-Length";

    public static Failure? Check(HttpRequest request)
    {
        var codings = request.Headers.TransferEncoding;
        if (codings.Count == 0)
        {
            return null;
        }

        var isChunked = codings is [{ } coding] && coding.Equals("chunked", StringComparison.OrdinalIgnoreCase);
        var isAlone = request.ContentLength is null && !request.Headers.ContainsKey(LengthBeside);
        return isChunked && isAlone && !HttpProtocol.IsHttp10(request.Protocol)
            ? null
            : Catalogue.RequestInvalid.WithReason("The body's end could be seen in two places.") with { EndsConnection = true };
    }
}
