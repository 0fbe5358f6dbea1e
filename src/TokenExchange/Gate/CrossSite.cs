using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using TokenExchange.Failures;

namespace TokenExchange.Gate;

/// <summary>
/// Refuses what another site made the browser send: the header <c>X-CSRF: 1</c> (which forces a preflight), Fetch Metadata, and <c>Origin</c>.
/// All three have to agree; a missing one never excuses a bad one.
/// </summary>
/// <remarks>
/// <c>Origin: null</c> says that the origin is opaque, or that the referrer policy hides it: under <c>no-referrer</c>, Firefox and WebKit write it on a
/// POST of our own page, and every browser may after a redirect that carries that policy. Only the second is ours, and <c>Sec-Fetch-Site</c>
/// tells them apart: it is <c>same-origin</c> only if every URL of the request is same origin with its initiator (Fetch Metadata section 2.3), and an
/// opaque origin (sandboxed frame, <c>data:</c> URL) is same origin with nothing but itself (HTML section 7.1.1). No page can set a <c>Sec-</c> header.
/// </remarks>
internal sealed class CrossSite(GateOptions options)
{
    private readonly FrozenSet<string> _allowed = options.AllowedOrigins.Select(origin => origin.Value).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The refusal, or null when the request comes from a page of ours.</summary>
    public Failure? Check(IHeaderDictionary headers)
    {
        if (headers["X-CSRF"] is not ["1"])
        {
            return Catalogue.CsrfFailed.WithReason("The header X-CSRF: 1 is missing.");
        }

        var (origin, site) = (headers.Origin, headers["Sec-Fetch-Site"]);
        if (origin.Count > 0 && !IsOurs(origin) && !(origin is ["null"] && site is ["same-origin"]))
        {
            return Catalogue.CsrfFailed.WithReason("The Origin is neither ours nor allowed.");
        }

        return Site(site, origin);
    }

    private Failure? Site(StringValues site, StringValues origin) => site switch
    {
        [] or ["same-origin"] => null, // absent: an old browser or no browser; the header alone decides
        ["same-site"] when origin is [{ } from] && _allowed.Contains(from) => null,
        _ => Catalogue.CsrfFailed.WithReason("Sec-Fetch-Site says that another site made this request."),
    };

    private bool IsOurs(StringValues origin) =>
        origin is [{ } from] && (string.Equals(from, options.PublicOrigin.Value, StringComparison.Ordinal) || _allowed.Contains(from));
}
