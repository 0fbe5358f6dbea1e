using System.Text.RegularExpressions;
using TokenExchange.Gate;

namespace TokenExchange.Configuration;

/// <summary>Reads to which hosts a route of the proxy lets its API redirect the browser.</summary>
internal static partial class RedirectSettings
{
    private const string Key = "RedirectHosts";

    public static IReadOnlyList<string> Read(SettingsReader route, GateOptions gate)
    {
        var hosts = route.List(Key, "host names");
        for (var i = 0; i < hosts.Count; i++)
        {
            if (!HostName().IsMatch(hosts[i]))
            {
                route.Complain($"{Key}:{i}", "is not a host name.", "Write an exact name without scheme, port and wildcard, for example \"files.example.com\".");
            }
            else if (string.Equals($"https://{hosts[i]}", gate.PublicOrigin.Value, StringComparison.OrdinalIgnoreCase))
            {
                route.Complain($"{Key}:{i}", "is this service itself.", "Remove it: an API must not choose which address of this service the browser calls.");
            }
        }

        return hosts;
    }

    /// <summary>Labels of RFC 1123 section 2.1; the last begins with a letter, so that it is not an address.</summary>
    [GeneratedRegex(@"^(?=.{1,253}\z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex HostName();
}
