using System.Collections.Frozen;
using TokenExchange.Gate;

namespace TokenExchange.Proxy;

/// <summary>One route, ready to be used: options turned into sets, its credential and its limiter.</summary>
internal sealed class ProxyRoute(string id, ProxyRouteOptions options, IRouteCredential credential, TimeProvider clock)
{
    private readonly FrozenSet<string> _methods = options.Methods.ToFrozenSet(StringComparer.Ordinal);
    private readonly FrozenSet<string> _requestHeaders = options.RequestHeaders.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
    private readonly FrozenSet<string> _responseHeaders = options.ResponseHeaders.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
    private readonly FrozenSet<string> _redirectHosts = options.RedirectHosts.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    public string Id { get; } = id;

    public ProxyRouteOptions Options { get; } = options;

    public IRouteCredential Credential { get; } = credential;

    /// <summary>Base address without a slash at its end.</summary>
    public string Base { get; } = options.Destination.AbsoluteUri.TrimEnd('/');

    public RateLimiter Quota { get; } = new(options.Quota, clock);

    /// <summary>The calls that may run at a time.</summary>
    public Places Places { get; } = new(options.MaxConcurrency);

    /// <summary>The circuit breaker; null: none.</summary>
    public UpstreamCircuit? Circuit { get; } = UpstreamCircuit.Of(options.CircuitBreaker, clock);

    /// <summary>What is accepted without <c>X-CSRF</c>.</summary>
    public PageLoads AcceptedLoads { get; } = (options.PageLoads ? PageLoads.Media : PageLoads.None) | (options.Downloads ? PageLoads.Downloads : PageLoads.None);

    /// <summary>The sign-in that a call requires.</summary>
    public SignInRule SignIn { get; } = new(options);

    /// <summary>Whether the API acts for the user, by a credential that belongs to one: another sign-in of the user then changes what it gets.</summary>
    public bool IsOfUser { get; } = RouteCredentialKinds.NeedsSession(options.Credential);

    /// <summary>What is added to each response, by name.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> AddedHeaders { get; } =
        [.. options.AddedResponseHeaders.Select(line => line.Split(": ", 2)).Select(field => KeyValuePair.Create(field[0], field[1]))];

    public string Allow => string.Join(", ", Options.Methods);

    public bool Takes(string method) => _methods.Contains(method);

    public bool LetsRequestHeaderCross(string name) =>
        (HeaderTables.Request.Contains(name) || _requestHeaders.Contains(name)) && !HeaderTables.IsNeverRequest(name) && !IsOfCredential(name);

    public bool LetsResponseHeaderCross(string name) =>
        (HeaderTables.Response.Contains(name) || _responseHeaders.Contains(name)) && !HeaderTables.IsNeverResponse(name) && !IsOfCredential(name);

    /// <summary>
    /// Whether a redirect may lead the browser to an address outside of the route: <c>https://</c> and a listed host, directly followed by the path or the
    /// query. Without user, port and backslash every parser reads the same host.
    /// </summary>
    public bool LetsRedirectCross(string location)
    {
        const string Https = "https://";
        if (!location.StartsWith(Https, StringComparison.OrdinalIgnoreCase) || location.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            return false;
        }

        var end = location.AsSpan(Https.Length).IndexOfAny('/', '?');
        return _redirectHosts.Contains(end < 0 ? location[Https.Length..] : location.Substring(Https.Length, end));
    }

    private bool IsOfCredential(string name) => string.Equals(name, Credential.Header, StringComparison.OrdinalIgnoreCase);
}
