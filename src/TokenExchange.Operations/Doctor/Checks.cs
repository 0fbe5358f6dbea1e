namespace TokenExchange.Operations.Doctor;

/// <summary>All checks by name. A test compares the list with docs/operations/doctor.md.</summary>
internal static class Checks
{
    public static Check Configuration { get; } = new("configuration");
    public static Check VaultPermission { get; } = new("vault-permission");
    public static Check SecretUsable { get; } = new("secret-usable");
    public static Check SecretExpiry { get; } = new("secret-expiry");
    public static Check SecretRotation { get; } = new("secret-rotation");
    public static Check SecretPolicy { get; } = new("secret-policy");
    public static Check SessionKeyLength { get; } = new("session-key-length");
    public static Check ProviderSettings { get; } = new("provider-settings");
    public static Check ProviderMetadata { get; } = new("provider-metadata");
    public static Check ProviderIssuer { get; } = new("provider-issuer");
    public static Check ProviderEndpoints { get; } = new("provider-endpoints");
    public static Check ProviderPkce { get; } = new("provider-pkce");
    public static Check ProviderResponseMode { get; } = new("provider-response-mode");
    public static Check ClockSkew { get; } = new("clock-skew");
    public static Check RedirectUri { get; } = new("redirect-uri");
    public static Check Credential { get; } = new("credential");

    public static Check Reachable { get; } = new("reachable");
    public static Check Tls { get; } = new("tls");
    public static Check Hsts { get; } = new("hsts");
    public static Check RoutePrefix { get; } = new("route-prefix");
    public static Check Health { get; } = new("health");
    public static Check Login { get; } = new("login");
    public static Check CookieCount { get; } = new("cookie-count");
    public static Check CookieNames { get; } = new("cookie-names");
    public static Check CookieFlags { get; } = new("cookie-flags");
    public static Check CookieSameSite { get; } = new("cookie-same-site");
    public static Check CookieSize { get; } = new("cookie-size");
    public static Check CookieRoundTrip { get; } = new("cookie-round-trip");
    public static Check HeaderLimit { get; } = new("header-limit");
    public static Check ForwardedHost { get; } = new("forwarded-host");
    public static Check SpoofedHost { get; } = new("spoofed-host");
    public static Check Cors { get; } = new("cors");
    public static Check CorsPreflight { get; } = new("cors-preflight");
    public static Check CrossSite { get; } = new("cross-site");
    public static Check NoStore { get; } = new("no-store");

    /// <summary>The checks before a deployment, in this order.</summary>
    public static IReadOnlyList<Check> Before { get; } =
    [
        Configuration, VaultPermission, SecretUsable, SecretExpiry, SecretRotation, SecretPolicy, SessionKeyLength, ProviderSettings,
        ProviderMetadata, ProviderIssuer, ProviderEndpoints, ProviderPkce, ProviderResponseMode, ClockSkew, RedirectUri, Credential,
    ];

    /// <summary>The checks of a deployment through its front, in this order.</summary>
    public static IReadOnlyList<Check> After { get; } =
    [
        Reachable, Tls, Hsts, RoutePrefix, Health, Login, CookieCount, CookieNames, CookieFlags, CookieSameSite, CookieSize, CookieRoundTrip,
        HeaderLimit, ForwardedHost, SpoofedHost, Cors, CorsPreflight, CrossSite, NoStore,
    ];
}
