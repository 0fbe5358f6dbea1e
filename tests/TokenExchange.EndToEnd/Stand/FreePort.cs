using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace TokenExchange.EndToEnd.Stand;

/// <summary>A port of loopback for a process that cannot choose a free one itself.</summary>
internal static class FreePort
{
    public static string Find()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
    }
}
