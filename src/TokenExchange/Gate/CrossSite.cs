using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using TokenExchange.Failures;

namespace TokenExchange.Gate;

/// <summary>
/// Rejects requests that another site caused. Checks the header <c>X-CSRF: 1</c> (which forces a preflight), Fetch Metadata and <c>Origin</c>.
/// All three must pass; a missing one does not make up for a failed one. Routes of the proxy may take loads by a page without <c>X-CSRF</c>.
/// </summary>
/// <remarks>
/// <c>Origin: null</c> means an opaque origin or a referrer policy that hides the origin: under <c>no-referrer</c>, Firefox and WebKit send it with a
/// POST of our own page, and every browser may send it after a redirect with that policy. Only the second case is allowed, and <c>Sec-Fetch-Site</c>
/// tells them apart: it is <c>same-origin</c> only if every URL of the request is same origin with its initiator (Fetch Metadata section 2.3), and an
/// opaque origin (sandboxed frame, <c>data:</c> URL) is same origin only with itself (HTML section 7.1.1). No page can set a <c>Sec-</c> header.
/// </remarks>
internal sealed class CrossSite(GateOptions options)
{
    private static readonly Failure NoHeader = Catalogue.CsrfFailed.WithReason("X-CSRF does not match: got no header or another value, expected 1.");

    private static readonly Failure OtherSite = Catalogue.CsrfFailed.WithReason(
        "Sec-Fetch-Site does not match: got cross-site, or same-site without an allowed Origin; expected same-origin, or same-site with an origin of AllowedOrigins.");

    private readonly Failure _otherOrigin = Catalogue.CsrfFailed.WithReason(
        $"Origin does not match: got another origin, expected {string.Join(" or ", options.AllowedOrigins.Prepend(options.PublicOrigin))}.");

    private readonly FrozenSet<string> _allowed = options.AllowedOrigins.Select(origin => origin.Value).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The error, or null when the request comes from one of our own pages.</summary>
    /// <param name="headers">The headers of the request.</param>
    /// <param name="takesPageLoads">Whether a load by a page that cannot add <c>X-CSRF</c> is accepted: an image, a download, an event stream.</param>
    public Failure? Check(IHeaderDictionary headers, bool takesPageLoads = false)
    {
        if (headers["X-CSRF"] is not ["1"] && !(takesPageLoads && IsPageLoad(headers)))
        {
            return NoHeader;
        }

        var (origin, site) = (headers.Origin, headers["Sec-Fetch-Site"]);
        if (origin.Count > 0 && !IsOurs(origin) && !(origin is ["null"] && site is ["same-origin"]))
        {
            return _otherOrigin;
        }

        return Site(site, origin);
    }

    /// <summary>
    /// Fetch Metadata takes the place of the missing header: sent, of our own origin, and with a destination whose response cannot run code or become a
    /// document. <c>empty</c> is <c>EventSource</c>, <c>fetch</c> and a link with the attribute <c>download</c>.
    /// </summary>
    private static bool IsPageLoad(IHeaderDictionary headers) =>
        headers["Sec-Fetch-Site"] is ["same-origin"] && headers["Sec-Fetch-Dest"] is ["empty" or "image" or "audio" or "video" or "track" or "font"];

    private Failure? Site(StringValues site, StringValues origin) => site switch
    {
        [] or ["same-origin"] => null, // absent: an old browser or no browser; only X-CSRF is checked
        ["same-site"] when origin is [{ } from] && _allowed.Contains(from) => null,
        _ => OtherSite,
    };

    private bool IsOurs(StringValues origin) =>
        origin is [{ } from] && (string.Equals(from, options.PublicOrigin.Value, StringComparison.Ordinal) || _allowed.Contains(from));
}
