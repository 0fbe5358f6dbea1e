using System.Text.RegularExpressions;
using TokenExchange.Gate;
using TokenExchange.Proxy;

namespace TokenExchange.Configuration;

/// <summary>Reads the routes of the proxy.</summary>
internal static partial class ProxySettings
{
    private static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

    /// <summary>Headers that cannot carry an API key: those of the connection, and with Content-* those that describe a body, which the HTTP client rejects here.</summary>
    private static readonly string[] NeverApiKey = ["Host", "Cookie", "Connection", "Transfer-Encoding", "Via", "Allow", "Expires", "Last-Modified"];

    public static ProxyOptions Read(SettingsReader section, GateOptions gate)
    {
        var routes = section.Section("Routes");
        var read = new Dictionary<string, ProxyRouteOptions>(StringComparer.Ordinal);
        foreach (var id in routes.Children())
        {
            if (!RouteId().IsMatch(id))
            {
                routes.Complain(id, "is not a usable route id.", "Write lower-case letters, digits and dashes, 40 at most.");
            }

            read[id] = ReadRoute(routes.Section(id), gate);
        }

        var options = new ProxyOptions { Routes = read };
        return options with { SessionVolume = ReadVolume(section.Section("SessionVolume"), options.SessionVolume) };
    }

    private static SessionVolumeOptions ReadVolume(SettingsReader section, SessionVolumeOptions otherwise) => new(
        (int)section.Number("Requests", otherwise.Requests, 0, 1_000_000),
        section.Duration("Window", otherwise.Window, TimeSpan.FromMinutes(1), TimeSpan.FromDays(1)));

    private static ProxyRouteOptions ReadRoute(SettingsReader route, GateOptions gate)
    {
        var (least, most) = (TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(220));
        var credential = route.Word("Credential", [.. RouteCredentialKinds.All.Select(kind => kind.Name)]);
        var allowHttp = route.Flag("AllowHttp");
        var defaults = new ProxyRouteOptions { Destination = Destination(route, gate, allowHttp), AllowHttp = allowHttp, Paths = ReadPaths(route), Credential = credential };
        var options = defaults with
        {
            Methods = ReadMethods(route, defaults.Methods),
            ApiKey = ReadApiKey(route, credential),
            TokenExchange = ApiTokenSettings.Read(route, credential),
            AllowAnonymous = route.Flag("AllowAnonymous"),
            PageLoads = route.Flag("PageLoads"),
            Downloads = route.Flag("Downloads"),
            RedirectHosts = RedirectSettings.Read(route, gate),
            AllowEncodedSlash = route.Flag("AllowEncodedSlash"),
            AllowBrackets = route.Flag("AllowBrackets"),
            Timeout = route.Duration("Timeout", defaults.Timeout, least, most),
            IdleTimeout = route.Duration("IdleTimeout", defaults.IdleTimeout, least, most),
            MaxRequestBody = route.Number("MaxRequestBody", defaults.MaxRequestBody, 0, 25 * 1024 * 1024),
            RequestHeaders = ReadHeaders(route, "RequestHeaders", HeaderTables.IsNeverRequest, "Remove it: credentials, cookies, trace context and connection headers are never forwarded to an API."),
            ResponseHeaders = ReadHeaders(route, "ResponseHeaders", HeaderTables.IsNeverResponse, "Remove it: cookies, policies and other headers that affect this service's origin, caches or reverse proxies are never accepted from an API."),
            AddedResponseHeaders = AddedHeaderSettings.Read(route),
            MaxConcurrency = (int)route.Number("MaxConcurrency", defaults.MaxConcurrency, 0, 100_000),
            CircuitBreaker = CircuitBreakerSettings.Read(route.Section("CircuitBreaker"), defaults.CircuitBreaker),
            Quota = GateSettings.ReadLimit(route.Section("Quota"), defaults.Quota),
        };
        if (options.AllowAnonymous && RouteCredentialKinds.NeedsSession(credential))
        {
            route.Complain("AllowAnonymous", $"contradicts {credential}.", "Remove it, or choose another credential: a user's token requires a session.");
        }

        return SignInSettings.Read(route, options);
    }

    private static Uri Destination(SettingsReader route, GateOptions gate, bool allowHttp)
    {
        var address = route.Address("Destination", "Write the API's base address, for example \"https://api.example.com/v1\".", allowHttp: allowHttp);
        if (address is not null && address.GetLeftPart(UriPartial.Authority) == gate.PublicOrigin.Value)
        {
            route.Complain("Destination", "is this service itself.", "Write the address of the API. The proxy must not call itself.");
        }

        return address ?? new Uri("https://unconfigured.invalid");
    }

    private static IReadOnlyList<string> ReadMethods(SettingsReader route, IReadOnlyList<string> otherwise)
    {
        var methods = route.List("Methods", $"some of {string.Join(", ", Methods)}", otherwise);
        foreach (var unknown in methods.Except(Methods))
        {
            route.Complain("Methods", $"contains a method that cannot be forwarded ({methods.ToList().IndexOf(unknown)}).", $"Write some of: {string.Join(", ", Methods)}.");
        }

        return methods;
    }

    private static IReadOnlyList<string> ReadPaths(SettingsReader route)
    {
        var paths = route.List("Paths", "path prefixes, each beginning with /");
        if (paths.Count == 0 || paths.Any(path => !ReturnPath.TryParse(path, out var read) || ReturnPath.InHeader(read.Value) != path || path.Contains('?', StringComparison.Ordinal) || path.Contains('#', StringComparison.Ordinal)))
        {
            route.Complain("Paths", "is missing or contains something other than path prefixes.", "Write the prefixes that may be called, each beginning with \"/\"; \"/\" allows all.");
        }

        return paths;
    }

    private static ApiKeyOptions? ReadApiKey(SettingsReader route, string credential)
    {
        var section = route.Section("ApiKey");
        if (credential != ApiKeyCredential.Kind.Name)
        {
            foreach (var key in section.Children())
            {
                section.Complain(key, "is set on a route that has a different credential.", "Set Credential to \"api-key\" or remove it.");
            }

            route.Skip("ApiKey");

            return null;
        }

        var apiKey = new ApiKeyOptions(section.SecretName("SecretName"), section.Optional("Header", "header name"), section.Optional("QueryParameter"));
        var isHeader = apiKey.Header is { } header && IsHeaderName(header)
            && !NeverApiKey.Contains(header, StringComparer.OrdinalIgnoreCase) && !header.StartsWith("Content-", StringComparison.OrdinalIgnoreCase);
        if (apiKey.Header is null == apiKey.QueryParameter is null || (apiKey.Header is not null && !isHeader))
        {
            section.Complain("Header", "and QueryParameter: exactly one of them must be set.", "Write a header name, for example \"X-Api-Key\".");
        }

        return apiKey;
    }

    private static IReadOnlyList<string> ReadHeaders(SettingsReader route, string key, Func<string, bool> isNever, string remedy)
    {
        var headers = route.List(key, "header names");
        for (var i = 0; i < headers.Count; i++)
        {
            if (!IsHeaderName(headers[i]))
            {
                route.Complain($"{key}:{i}", "is not a header name.", "Write a name, for example \"X-Tenant\".");
            }
            else if (isNever(headers[i]))
            {
                route.Complain($"{key}:{i}", "is a header that is never forwarded.", remedy);
            }
        }

        return headers;
    }

    /// <summary>A field name (RFC 9110 section 5.1) of a reasonable length.</summary>
    public static bool IsHeaderName(string text) => HeaderName().IsMatch(text);

    [GeneratedRegex("^[a-z0-9][a-z0-9-]{0,39}$", RegexOptions.CultureInvariant)]
    private static partial Regex RouteId();

    [GeneratedRegex("^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}$", RegexOptions.CultureInvariant)]
    private static partial Regex HeaderName();
}
