using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;

namespace TokenExchange.Gate;

/// <summary>Whose budget a request is counted against: the client's address, as the connection or a trusted front says it.</summary>
internal static class ClientAddress
{
    private const int NetworkBytes = 8;

    public static string Of(HttpContext context, GateOptions options)
    {
        var address = Told(context, options) ?? context.Connection.RemoteIpAddress;
        return address is null ? "" : Network(address).ToString();
    }

    /// <summary>What the front says, when it says one thing and that is an address, with or without a port.</summary>
    private static IPAddress? Told(HttpContext context, GateOptions options) =>
        options.ClientAddressHeader is { } header && context.Request.Headers[header] is [{ Length: <= 64 } text] && IPEndPoint.TryParse(text, out var end)
            ? end.Address
            : null;

    /// <summary>A client of IPv6 usually owns a whole /64 and could take a new address for each request; its network is what counts.</summary>
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
