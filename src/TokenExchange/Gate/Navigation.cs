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

    /// <summary>
    /// Whether the answer is shown to a user in a window. A prefetch is not: a browser would keep the redirect to an error page for the navigation that
    /// follows. Without Fetch Metadata, a browser asks for HTML.
    /// </summary>
    public static bool IsInWindow(IHeaderDictionary headers) => !IsPrefetch(headers) && IsTopLevel(headers)
        && (headers["Sec-Fetch-Mode"].Count > 0 || headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase));

    /// <summary>Sends the browser to another address with GET: it must not post a form on (RFC 9700 section 4.12).</summary>
    public static void SeeOther(HttpResponse response, string address)
    {
        response.StatusCode = StatusCodes.Status303SeeOther;
        response.Headers.Location = address;
    }

    /// <summary>The error, or null for a navigation. Browsers without Fetch Metadata are accepted; the state of a login protects them.</summary>
    public static Failure? Check(IHeaderDictionary headers)
    {
        if (IsPrefetch(headers))
        {
            return Catalogue.RequestInvalid.WithReason("A prefetch must not start a login.");
        }

        return IsTopLevel(headers) ? null : Catalogue.RequestInvalid.WithReason("Only a top-level navigation may start a login (Sec-Fetch-Mode navigate, Sec-Fetch-Dest document).");
    }

    private static bool IsPrefetch(IHeaderDictionary headers) => headers["Sec-Purpose"].Count > 0 || headers["Purpose"].Count > 0;

    private static bool IsTopLevel(IHeaderDictionary headers) => headers["Sec-Fetch-Mode"] is [] or ["navigate"] && headers["Sec-Fetch-Dest"] is [] or ["document"];
}
