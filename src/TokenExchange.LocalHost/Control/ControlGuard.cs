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
        var origin = request.Headers.Origin.ToString();
        var isOurOrigin = origin.Length == 0 || origin == $"{request.Scheme}://{request.Host}";
        return isLoopback && isOurHost && isOurOrigin && request.Headers["Sec-Fetch-Site"].ToString() is ("" or "same-origin" or "none");
    }
}
