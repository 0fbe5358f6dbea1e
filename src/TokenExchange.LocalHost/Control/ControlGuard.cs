using System.Net;

namespace TokenExchange.LocalHost.Control;

/// <summary>Allows the control surface only on this machine, and only for pages of the gateway itself; otherwise any site could use it.</summary>
internal static class ControlGuard
{
    public static bool Allows(HttpContext context)
    {
        var request = context.Request;
        var isLoopback = context.Connection.RemoteIpAddress is not { } address || IPAddress.IsLoopback(address);
        var isOurHost = request.Host.Host is "localhost" or "127.0.0.1" or "[::1]"; // protects against DNS rebinding
        // A front may end TLS: the scheme of the page says nothing about the one of this request.
        var (origin, site) = (request.Headers.Origin, request.Headers["Sec-Fetch-Site"]);
        var isOurOrigin = origin is [] || (origin is [{ } from] && (from == $"http://{request.Host}" || from == $"https://{request.Host}")) || (origin is ["null"] && site is ["same-origin"]);
        return isLoopback && isOurHost && isOurOrigin && site is [] or ["same-origin"] or ["none"];
    }
}
