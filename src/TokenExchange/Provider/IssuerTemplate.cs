namespace TokenExchange.Provider;

/// <summary>
/// The issuer that tokens must name. Providers with many tenants publish a template: each token names the issuer of its tenant, whose id it also carries as
/// <c>tid</c> (Entra ID). Only tenants that the settings list are accepted.
/// </summary>
internal static class IssuerTemplate
{
    /// <summary>What stands for the tenant's id.</summary>
    public const string Placeholder = "{tenantid}";

    /// <summary>Accepts every tenant.</summary>
    public const string AnyTenant = "*";

    /// <summary>Longest id of a tenant; Entra's are GUIDs of 36 characters.</summary>
    private const int MaxLength = 64;

    public static bool IsTemplate(string issuer) => issuer.Contains(Placeholder, StringComparison.Ordinal);

    /// <summary>The issuer of one tenant.</summary>
    public static string Of(string template, string tenant) => template.Replace(Placeholder, tenant, StringComparison.Ordinal);

    /// <summary>Whether this is the configured issuer, character by character, or that of an allowed tenant.</summary>
    public static bool Accepts(ProviderOptions options, string? issuer) =>
        IsTemplate(options.Issuer) ? TenantOf(options, issuer) is not null : string.Equals(issuer, options.Issuer, StringComparison.Ordinal);

    /// <summary>The tenant whose issuer this is; null when the text does not fit the template or the tenant is not allowed.</summary>
    public static string? TenantOf(ProviderOptions options, string? issuer)
    {
        var at = options.Issuer.IndexOf(Placeholder, StringComparison.Ordinal);
        var rest = options.Issuer.Length - at - Placeholder.Length;
        if (issuer is null || at < 0 || issuer.Length <= at + rest || issuer.Length > at + rest + MaxLength)
        {
            return null;
        }

        var tenant = issuer[at..^rest];
        return tenant.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '.')
            && string.Equals(issuer, Of(options.Issuer, tenant), StringComparison.Ordinal) && IsAllowed(options, tenant) ? tenant : null;
    }

    private static bool IsAllowed(ProviderOptions options, string tenant) =>
        options.AllowedTenants.Contains(AnyTenant) || options.AllowedTenants.Contains(tenant, StringComparer.OrdinalIgnoreCase);
}
