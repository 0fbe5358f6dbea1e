using TokenExchange.Configuration;

namespace TokenExchange.LocalHost.Hosting;

/// <summary>Where the page comes from, and over what: <c>--spa</c>, <c>--behind-spa</c> and <c>--https</c>, or the settings of these names.</summary>
internal sealed record PageSettings
{
    /// <summary>The page's dev server; null: the demo page is served.</summary>
    public Uri? Spa { get; init; }

    /// <summary>Whether the dev server is in front, and forwards <c>/api</c> to the gateway. Otherwise the gateway is in front, and forwards the rest to the dev server.</summary>
    public required bool IsBehindSpa { get; init; }

    /// <summary>Whether the gateway is served over https, with a certificate of the local host's own.</summary>
    public required bool IsHttps { get; init; }

    /// <summary>The folder in which that certificate is kept.</summary>
    public required string? CertificateFolder { get; init; }

    public static PageSettings Read(SettingsReader reader, IConfiguration commandLine)
    {
        var settings = new PageSettings
        {
            Spa = Address(reader, commandLine["spa"]),
            IsBehindSpa = Flag(reader, commandLine, "BehindSpa", "behind-spa"),
            IsHttps = Flag(reader, commandLine, "Https", "https"),
            CertificateFolder = reader.Optional("CertificateFolder") ?? DevelopmentCertificate.UsualFolder(),
        };
        if (settings is { IsBehindSpa: true, Spa: null })
        {
            reader.Complain("BehindSpa", "needs the dev server's address.", "Write --spa=http://localhost:5173 too.");
        }

        if (settings is { IsBehindSpa: false, Spa.Scheme: "https" })
        {
            reader.Complain("Spa", "is an https address, to which the gateway does not forward.", "Write the http address of the dev server, or --behind-spa.");
        }

        if (settings is { IsHttps: true, IsBehindSpa: true })
        {
            reader.Complain("Https", "is for a gateway that browsers call directly.", "Leave it out: with --behind-spa they call the dev server, which needs the certificate.");
        }

        if (settings is { IsHttps: true, CertificateFolder: null })
        {
            reader.Complain("CertificateFolder", "is missing, and this account has no folder for application data.", "Write a folder outside of the repository.");
        }

        return settings;
    }

    /// <summary>The origin that browsers use, for a gateway that listens at this address.</summary>
    public string PublicOrigin(string gateway) => IsBehindSpa ? Spa!.GetLeftPart(UriPartial.Authority) : gateway;

    /// <summary>Only this machine: the local host must not become a way to other servers.</summary>
    private static Uri? Address(SettingsReader reader, string? argument)
    {
        var setting = reader.Optional("Spa");
        if ((argument ?? setting) is not { } text)
        {
            return null;
        }

        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address is { IsLoopback: true, PathAndQuery: "/", Fragment: "", UserInfo: "", Scheme: "http" or "https" })
        {
            return address;
        }

        reader.Complain("Spa", "is not the address of a dev server on this machine.", "Write its origin, for example http://localhost:5173.");
        return null;
    }

    private static bool Flag(SettingsReader reader, IConfiguration commandLine, string key, string argument)
    {
        var isSet = reader.Flag(key);
        switch (commandLine[argument]?.ToUpperInvariant())
        {
            case null:
                return isSet;
            case "TRUE":
                return true;
            case "FALSE":
                return false;
            default:
                reader.Complain(key, "is neither true nor false.", $"Write --{argument} or leave it out.");
                return false;
        }
    }
}
