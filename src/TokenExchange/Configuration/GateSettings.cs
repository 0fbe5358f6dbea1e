using TokenExchange.Gate;

namespace TokenExchange.Configuration;

/// <summary>Reads the settings of the gate.</summary>
internal static class GateSettings
{
    private const string OriginRemedy = "Write only scheme and host, for example \"https://app.example.com\".";

    /// <summary>Used when the configured origin is not valid, so that the other settings are checked too.</summary>
    private static readonly PublicOrigin Placeholder =
        PublicOrigin.TryParse("https://unconfigured.invalid", false, out var origin) ? origin : throw new InvalidOperationException();

    public static GateOptions Read(SettingsReader root)
    {
        var options = new GateOptions
        {
            PublicOrigin = root.Origin("PublicOrigin", root.Optional("PublicOrigin", "origin (scheme, host, port; no path)"), OriginRemedy) ?? Placeholder,
        };
        return options with
        {
            AllowedOrigins =
            [
                .. root.List("AllowedOrigins", "origins").Select((text, i) => root.Origin($"AllowedOrigins:{i}", text, OriginRemedy)).OfType<PublicOrigin>(),
            ],
            ClientAddressHeader = ReadHeader(root.Section("RateLimit")),
            AuthRateLimit = ReadLimit(root.Section("RateLimit").Section("Auth"), options.AuthRateLimit),
            ProxyRateLimit = ReadLimit(root.Section("RateLimit").Section("Proxy"), options.ProxyRateLimit),
        };
    }

    public static RateLimitOptions ReadLimit(SettingsReader section, RateLimitOptions otherwise) => new(
        (int)section.Number("Requests", otherwise.Requests, 0, 1_000_000),
        section.Duration("Window", otherwise.Window, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1)));

    private static string? ReadHeader(SettingsReader section)
    {
        var header = section.Optional("ClientAddressHeader", "header name");
        if (header is not null && !ProxySettings.IsHeaderName(header))
        {
            section.Complain("ClientAddressHeader", "is not the name of a header.", "Write the name of the header that the reverse proxy overwrites, for example \"X-Azure-ClientIP\".");
        }

        return header;
    }
}
