using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;

namespace TokenExchange.Gate;

/// <summary>The client's address for rate limits: from the connection, or from the header of a trusted reverse proxy.</summary>
internal static class ClientAddress
{
    private const int NetworkBytes = 8;

    public static string Of(HttpContext context, GateOptions options)
    {
        var address = Told(context, options) ?? context.Connection.RemoteIpAddress;
        return address is null ? "" : Network(address).ToString();
    }

    /// <summary>The address in the header, with or without a port; null unless there is exactly one value and it is an address.</summary>
    private static IPAddress? Told(HttpContext context, GateOptions options) =>
        options.ClientAddressHeader is { } header && context.Request.Headers[header] is [{ Length: <= 64 } text] && IPEndPoint.TryParse(text, out var end)
            ? end.Address
            : null;

    /// <summary>An IPv6 client usually has a whole /64 and could use a new address for each request, so the network counts as one client.</summary>
    private static IPAddress Network(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address;
        }

        var bytes = address.GetAddressBytes();
        bytes.AsSpan(NetworkBytes).Clear();
        return new IPAddress(bytes);
    }
}
