using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using TokenExchange.Failures;

namespace TokenExchange.Gate;

/// <summary>
/// Refuses what another site made the browser send: the header <c>X-CSRF: 1</c> (which forces a preflight), Fetch Metadata, and <c>Origin</c>.
/// All three have to agree; a missing one never excuses a bad one.
/// </summary>
internal sealed class CrossSite(GateOptions options)
{
    private readonly FrozenSet<string> _allowed = options.AllowedOrigins.Select(origin => origin.Value).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The refusal, or null when the request comes from a page of ours.</summary>
    public Failure? Check(IHeaderDictionary headers)
    {
        if (headers["X-CSRF"] is not ["1"])
        {
            return Catalogue.CsrfFailed.Because("The header X-CSRF: 1 is missing.");
        }

        var origin = headers.Origin;
        if (origin.Count > 0 && !IsOurs(origin))
        {
            return Catalogue.CsrfFailed.Because("The Origin is neither ours nor allowed.");
        }

        return Site(headers["Sec-Fetch-Site"], origin);
    }

    private Failure? Site(StringValues site, StringValues origin) => site switch
    {
        [] or ["same-origin"] => null, // absent: an old browser or no browser; the header alone decides
        ["same-site"] when origin is [{ } from] && _allowed.Contains(from) => null,
        _ => Catalogue.CsrfFailed.Because("Sec-Fetch-Site says that another site made this request."),
    };

    private bool IsOurs(StringValues origin) =>
        origin is [{ } from] && (string.Equals(from, options.PublicOrigin.Value, StringComparison.Ordinal) || _allowed.Contains(from));
}
