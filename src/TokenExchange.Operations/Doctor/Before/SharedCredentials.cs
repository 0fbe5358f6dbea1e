using TokenExchange.Proxy;

namespace TokenExchange.Operations.Doctor.Before;

/// <summary>
/// Finds routes that send the same credential to different hosts: each of these APIs can call the others with it (RFC 9700 section 2.3). Valid, because
/// several APIs may accept one audience, but it should be a decision.
/// </summary>
internal static class SharedCredentials
{
    public static IEnumerable<Finding> Of(ProxyOptions proxy) => proxy.Routes
        .Where(route => Identity(route.Value) is not null)
        .GroupBy(route => Identity(route.Value), StringComparer.Ordinal)
        .Where(same => same.Select(route => route.Value.Destination.GetLeftPart(UriPartial.Authority)).Distinct(StringComparer.OrdinalIgnoreCase).Skip(1).Any())
        .Select(same => Warning([.. same.Select(route => route.Key).Order(StringComparer.Ordinal)], same.First().Value.Credential));

    private static Finding Warning(string[] routes, string credential) => Checks.Configuration.Warning(
        $"Routes send the same credential ({credential}) to different hosts, each of which can call the others with it.",
        credential == ApiKeyCredential.Kind.Name
            ? "Give each API a key of its own."
            : "If these APIs do not trust each other, let the provider issue a token for each: Credential token-exchange or on-behalf-of (docs/api-tokens.md).",
        string.Join(", ", routes));

    /// <summary>Equal for two routes that send the same credential; null: none is sent.</summary>
    private static string? Identity(ProxyRouteOptions route) => route switch
    {
        { Credential: var none } when none == NoCredential.Kind.Name => null,
        { ApiKey: { } key } => $"{route.Credential} {key.SecretName}",
        _ => string.Join('\n', route.TokenExchange.Parameters().Select(parameter => $"{parameter.Key}={parameter.Value}").Prepend(route.Credential)),
    };
}
