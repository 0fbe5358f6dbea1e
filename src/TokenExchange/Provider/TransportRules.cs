using System.Net;
using System.Net.Sockets;

namespace TokenExchange.Provider;

/// <summary>Which addresses may be called: https; http on loopback in development, and on other hosts only by a setting.</summary>
/// <param name="IsDevelopment">Whether http is allowed on loopback, and with <paramref name="AllowHttp"/> on every host.</param>
/// <param name="AllowHttp">Whether http is allowed in a private network: in production never on a public host name or address.</param>
internal sealed record TransportRules(bool IsDevelopment, bool AllowHttp = false)
{
    /// <summary>Top-level names that the public DNS does not delegate (RFC 2606, RFC 6761, RFC 6762, RFC 8375, and <c>internal</c>, reserved by ICANN in 2024).</summary>
    private static readonly string[] PrivateSuffixes = [".internal", ".local", ".localhost", ".lan", ".home.arpa", ".test"];

    public bool Allows(Uri address) =>
        address.IsAbsoluteUri && address.UserInfo.Length == 0 && address.Fragment.Length == 0
        && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && AllowsHttp(address)));

    private bool AllowsHttp(Uri address) =>
        (IsDevelopment && address.IsLoopback) || (AllowHttp && (IsDevelopment || address.IsLoopback || IsPrivate(address)));

    private static bool IsPrivate(Uri address)
    {
        if (address.HostNameType == UriHostNameType.Dns)
        {
            var name = address.IdnHost.TrimEnd('.');
            return !name.Contains('.', StringComparison.Ordinal) || PrivateSuffixes.Any(suffix => name.EndsWith(suffix, StringComparison.OrdinalIgnoreCase));
        }

        return IPAddress.TryParse(address.IdnHost, out var ip) && IsPrivate(ip.IsIPv4MappedToIPv6 ? ip.MapToIPv4() : ip);
    }

    /// <summary>RFC 1918 and RFC 4193. Link-local addresses are left out: on a cloud host they are the metadata service.</summary>
    private static bool IsPrivate(IPAddress ip)
    {
        var bytes = ip.GetAddressBytes();
        return ip.AddressFamily == AddressFamily.InterNetwork
            ? bytes[0] == 10 || (bytes[0] == 172 && bytes[1] is >= 16 and <= 31) || (bytes[0] == 192 && bytes[1] == 168)
            : (bytes[0] & 0xFE) == 0xFC;
    }
}
