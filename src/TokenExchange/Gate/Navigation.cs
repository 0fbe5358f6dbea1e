using Microsoft.AspNetCore.Http;
using TokenExchange.Failures;

namespace TokenExchange.Gate;

/// <summary>Distinguishes a navigation of the user from a prefetch or an embedded request, for addresses that start something when they are opened.</summary>
internal static class Navigation
{
    /// <summary>
    /// Whether the user or one of our own pages caused it. <c>none</c> means the address bar, a bookmark or another program; no page can cause it. Without
    /// the header, any site may have caused it.
    /// </summary>
    public static bool IsOfUser(IHeaderDictionary headers) => headers["Sec-Fetch-Site"] is ["same-origin"] or ["none"];

    /// <summary>The error, or null for a navigation. Browsers without Fetch Metadata are accepted; the state of a login protects them.</summary>
    public static Failure? Check(IHeaderDictionary headers)
    {
        if (headers["Sec-Purpose"].Count > 0 || headers["Purpose"].Count > 0)
        {
            return Catalogue.RequestInvalid.WithReason("A prefetch must not start a login.");
        }

        var isNavigation = headers["Sec-Fetch-Mode"] is [] or ["navigate"] && headers["Sec-Fetch-Dest"] is [] or ["document"];
        return isNavigation ? null : Catalogue.RequestInvalid.WithReason("Only a top-level navigation may start a login (Sec-Fetch-Mode navigate, Sec-Fetch-Dest document).");
    }
}
