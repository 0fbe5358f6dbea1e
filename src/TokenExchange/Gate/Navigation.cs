using Microsoft.AspNetCore.Http;
using TokenExchange.Failures;

namespace TokenExchange.Gate;

/// <summary>Tells a person's navigation from a prefetch or an embedded request, for the addresses that begin something when they are opened.</summary>
internal static class Navigation
{
    /// <summary>
    /// Whether the user or a page of ours caused it. <c>none</c> is what no page can cause: the address bar, a bookmark, another program. A browser that does
    /// not say may have been sent by anybody.
    /// </summary>
    public static bool IsOfUser(IHeaderDictionary headers) => headers["Sec-Fetch-Site"] is ["same-origin"] or ["none"];

    /// <summary>The refusal, or null for a navigation. Browsers without Fetch Metadata are let through; the state of a login protects them.</summary>
    public static Failure? Check(IHeaderDictionary headers)
    {
        if (headers["Sec-Purpose"].Count > 0 || headers["Purpose"].Count > 0)
        {
            return Catalogue.RequestInvalid.WithReason("A prefetch may not begin a login.");
        }

        var isNavigation = headers["Sec-Fetch-Mode"] is [] or ["navigate"] && headers["Sec-Fetch-Dest"] is [] or ["document"];
        return isNavigation ? null : Catalogue.RequestInvalid.WithReason("Only a top-level navigation may begin a login.");
    }
}
