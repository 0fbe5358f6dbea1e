namespace TokenExchange.Proxy;

/// <summary>One kind of route credential.</summary>
/// <param name="Name">Its name in <c>Proxy:Routes:&lt;id&gt;:Credential</c>.</param>
/// <param name="NeedsSession">Whether it belongs to a user, so that the route cannot be called without a session.</param>
/// <param name="Create">Makes the credential of a route, by the route's id and options.</param>
internal sealed record RouteCredentialKind(
    string Name, bool NeedsSession, Func<string, ProxyRouteOptions, IServiceProvider, IRouteCredential> Create)
{
    /// <summary>Whether it requests a token from the provider, by the settings <c>TokenExchange</c> of the route.</summary>
    public bool RequestsToken { get; init; }
}

/// <summary>The kinds of route credential. Each is one file and one line here.</summary>
internal static class RouteCredentialKinds
{
    public static IReadOnlyList<RouteCredentialKind> All { get; } =
    [
        UserTokenCredential.Kind,
        ApiKeyCredential.Kind,
        TokenExchangeCredential.Kind,
        OnBehalfOfCredential.Kind,
        ClientCredentialsCredential.Kind,
        NoCredential.Kind,
    ];

    /// <summary>Whether the kind with this name belongs to a user; an unknown one does not.</summary>
    public static bool NeedsSession(string name) => All.Any(kind => kind.Name == name && kind.NeedsSession);

    /// <summary>The credential of a route. The settings were checked before; an unknown kind is refused here as well and never replaced by another.</summary>
    /// <exception cref="InvalidOperationException">The kind is unknown.</exception>
    public static IRouteCredential Create(string route, ProxyRouteOptions options, IServiceProvider services) =>
        (All.FirstOrDefault(kind => kind.Name == options.Credential)
            ?? throw new InvalidOperationException(
                $"Proxy:Routes:{route}:Credential has an unknown value. Write one of: {string.Join(", ", All.Select(kind => kind.Name))}."))
        .Create(route, options, services);
}
