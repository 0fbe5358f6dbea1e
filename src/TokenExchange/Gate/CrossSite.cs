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

    private readonly string _ownPages = options.PublicOrigin.Value + "/";

    private readonly FrozenSet<string> _allowed = options.AllowedOrigins.Select(origin => origin.Value).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The error, or null when the request comes from one of our own pages.</summary>
    /// <param name="headers">The headers of the request.</param>
    /// <param name="accepted">What is accepted without <c>X-CSRF</c>.</param>
    public Failure? Check(IHeaderDictionary headers, PageLoads accepted = PageLoads.None)
    {
        if (headers["X-CSRF"] is not ["1"] && (LoadOf(headers) & accepted) == PageLoads.None)
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

    /// <summary>Whether the response may become a document of its origin, unless the browser saves it: a request that was accepted without Fetch Metadata, too.</summary>
    public static bool IsNavigation(IHeaderDictionary headers) =>
        headers["Sec-Fetch-Dest"] is ["document"] || (HasNoMetadata(headers) && headers["X-CSRF"].Count == 0);

    private static bool HasNoMetadata(IHeaderDictionary headers) =>
        headers["Sec-Fetch-Site"].Count == 0 && headers["Sec-Fetch-Mode"].Count == 0 && headers["Sec-Fetch-Dest"].Count == 0;

    /// <summary>
    /// Fetch Metadata takes the place of the missing header: sent, of our own origin, and with a destination whose response cannot run code. A link with the
    /// attribute <c>download</c> has the destination <c>empty</c> in Chromium and <c>document</c> in Firefox; WebKit sends it without Fetch Metadata, so that
    /// only <c>Referer</c> says which page it is from, and only <c>Accept</c> that it is no script, image or worker.
    /// </summary>
    private PageLoads LoadOf(IHeaderDictionary headers) => (headers["Sec-Fetch-Site"], headers["Sec-Fetch-Dest"]) switch
    {
        (["same-origin"], ["empty"]) => PageLoads.Media | PageLoads.Downloads,
        (["same-origin"], ["image" or "audio" or "video" or "track" or "font"]) => PageLoads.Media,
        (["same-origin"], ["document"]) when headers["Sec-Fetch-Mode"] is ["navigate"] => PageLoads.Downloads,
        ([], []) when HasNoMetadata(headers) && IsFromOwnPage(headers.Referer) && TakesPages(headers.Accept) => PageLoads.Downloads,
        _ => PageLoads.None,
    };

    /// <summary>Browsers name pages in <c>Accept</c> for navigations and downloads, and for no part of a page.</summary>
    private static bool TakesPages(StringValues accept) => accept is [{ } first, ..] && first.StartsWith("text/html", StringComparison.OrdinalIgnoreCase);

    private bool IsFromOwnPage(StringValues referer) => referer is [{ } page] && page.StartsWith(_ownPages, StringComparison.Ordinal);

    private Failure? Site(StringValues site, StringValues origin) => site switch
    {
        [] or ["same-origin"] => null, // absent: an old browser or no browser; only X-CSRF is checked
        ["same-site"] when origin is [{ } from] && _allowed.Contains(from) => null,
        _ => OtherSite,
    };

    private bool IsOurs(StringValues origin) =>
        origin is [{ } from] && (string.Equals(from, options.PublicOrigin.Value, StringComparison.Ordinal) || _allowed.Contains(from));
}
