using System.Net;

namespace TokenExchange.LocalHost.Control;

/// <summary>Lets only this machine use the control surface, and only pages of the gateway itself: any site could otherwise turn the levers.</summary>
internal static class ControlGuard
{
    public static bool Allows(HttpContext context)
    {
        var request = context.Request;
        var isLoopback = context.Connection.RemoteIpAddress is not { } address || IPAddress.IsLoopback(address);
        var isOurHost = request.Host.Host is "localhost" or "127.0.0.1" or "[::1]"; // a name that was rebound to loopback is not ours
        var (origin, site) = (request.Headers.Origin, request.Headers["Sec-Fetch-Site"]);
        var isOurOrigin = origin is [] || (origin is [{ } from] && from == $"{request.Scheme}://{request.Host}") || (origin is ["null"] && site is ["same-origin"]);
        return isLoopback && isOurHost && isOurOrigin && site is [] or ["same-origin"] or ["none"];
    }
}
