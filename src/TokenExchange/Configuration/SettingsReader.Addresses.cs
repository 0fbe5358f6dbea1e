using System.Text.RegularExpressions;
using TokenExchange.Gate;
using TokenExchange.Provider;

namespace TokenExchange.Configuration;

/// <summary>Settings that are addresses, paths or names.</summary>
internal sealed partial class SettingsReader
{
    /// <summary>An https address (http on loopback in development, and where a setting allows it) without query and fragment.</summary>
    public Uri? Address(string key, string remedy, bool isRequired = true, bool allowHttp = false, bool allowQuery = false)
    {
        var text = Take(key, new("address"));
        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && (allowQuery || address.Query.Length == 0)
            && new TransportRules(IsDevelopment, allowHttp).Allows(address))
        {
            return address;
        }

        if (text is not null || isRequired)
        {
            Complain(key, text is null ? "is missing." : $"is not an https address without user{(allowQuery ? "" : ", query")} and fragment.", remedy);
        }

        return null;
    }

    public PublicOrigin? Origin(string key, string? text, string remedy)
    {
        if (!PublicOrigin.TryParse(text, IsDevelopment, out var origin))
        {
            Complain(key, text is null ? "is missing." : "is not an https origin.", remedy);
        }

        return origin;
    }

    /// <summary>A path of the public origin.</summary>
    public string LocalPath(string key, string otherwise)
    {
        var text = Take(key, new("path", otherwise)) ?? otherwise;
        if (ReturnPath.TryParse(text, out var path) && ReturnPath.InHeader(path.Value) == text && !text.Contains('#', StringComparison.Ordinal))
        {
            return text;
        }

        Complain(key, "is not a path of the public origin without a fragment.", $"Write a path that begins with one \"/\", for example \"{otherwise}\".");
        return otherwise;
    }

    /// <summary>The name of a vault secret.</summary>
    public string SecretName(string key, string remedy = "Write the name of a secret in the vault.")
    {
        var name = Required(key, remedy, "name of a secret");
        if (name.Length > 0 && !VaultName().IsMatch(name))
        {
            Complain(key, "is not the name of a vault secret.", "Write the name (letters, digits and dashes, 127 at most), never the secret itself.");
        }

        return name;
    }

    /// <summary>The name of a vault key; empty when there is none.</summary>
    public string KeyName(string key)
    {
        var name = Optional(key, "name of a key") ?? "";
        if (name.Length > 0 && !VaultName().IsMatch(name))
        {
            Complain(key, "is not the name of a vault key.", "Write the name (letters, digits and dashes, 127 at most), without the vault's address and the version.");
        }

        return name;
    }

    /// <summary>A part of a cookie's name: characters of a token (RFC 6265 section 4.1.1) that no proxy and no list of names has to escape.</summary>
    public string CookieName(string key, string otherwise)
    {
        var name = Text(key, otherwise);
        if (CookieNamePart().IsMatch(name))
        {
            return name;
        }

        Complain(key, "is not a usable part of a cookie's name.", $"Write letters, digits and dashes, 32 at most, beginning and ending with a letter or digit, for example \"{otherwise}\".");
        return otherwise;
    }

    [GeneratedRegex(@"^[0-9A-Za-z](?:[0-9A-Za-z-]{0,30}[0-9A-Za-z])?\z", RegexOptions.CultureInvariant)]
    private static partial Regex CookieNamePart();

    [GeneratedRegex("^[0-9A-Za-z-]{1,127}$", RegexOptions.CultureInvariant)]
    private static partial Regex VaultName();
}
