using System.Text.RegularExpressions;
using TokenExchange.Proxy;

namespace TokenExchange.Configuration;

/// <summary>Reads which response headers a route adds.</summary>
internal static partial class AddedHeaderSettings
{
    private const string Key = "AddedResponseHeaders";

    /// <summary>What only the API knows: the body, its version, and what may be called.</summary>
    private static readonly string[] OfTheBody = ["Accept-Ranges", "Allow", "ETag", "Last-Modified", "Preference-Applied", "Repr-Digest"];

    public static IReadOnlyList<string> Read(SettingsReader route)
    {
        var lines = route.List(Key, "header fields, each with name and value");
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < lines.Count; i++)
        {
            if (Field().Match(lines[i]) is not { Success: true } field)
            {
                route.Complain($"{Key}:{i}", "is not a header field.", "Write a name, a colon, a blank and a value of visible ASCII characters and blanks, 1,024 at most, for example \"X-Robots-Tag: noindex\".");
                continue;
            }

            var name = field.Groups["name"].Value;
            if (IsNever(name))
            {
                route.Complain($"{Key}:{i}", "is a header that cannot be added.", "Remove it: headers of the body come from the API, and cookies, policies and other headers of this service's origin only from this service.");
            }
            else if (!names.Add(name))
            {
                route.Complain($"{Key}:{i}", "has the name of another one.", "Write each name once, with several values separated by commas where the header allows it.");
            }
        }

        return lines;
    }

    private static bool IsNever(string name) =>
        HeaderTables.IsNeverResponse(name) || name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase) || OfTheBody.Contains(name, StringComparer.OrdinalIgnoreCase);

    [GeneratedRegex(@"^(?<name>[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}): (?=.{1,1024}\z)[!-~]+(?: +[!-~]+)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Field();
}
