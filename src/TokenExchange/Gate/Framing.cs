using Microsoft.AspNetCore.Http;
using TokenExchange.Failures;

namespace TokenExchange.Gate;

/// <summary>
/// Rejects a request whose length two servers could read differently, which allows request smuggling (RFC 9112 sections 6.1 and 11.2).
/// Kestrel rejects most of these requests; the ones checked here it accepts.
/// </summary>
internal static class Framing
{
    /// <summary>The header to which Kestrel moves a Content-Length that came together with a Transfer-Encoding.</summary>
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
            : Catalogue.RequestInvalid.WithReason("Transfer-Encoding must be chunked, in HTTP/1.1 and without a Content-Length.") with { EndsConnection = true };
    }
}
