using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using TokenExchange.Failures;

namespace TokenExchange.Proxy;

/// <summary>Builds the request that goes to the upstream.</summary>
internal static class UpstreamRequest
{
    /// <summary>Our name in <c>Via</c> (RFC 9110 section 7.6.3), and how a loop is recognized.</summary>
    public const string ViaName = "token-exchange";

    private const string Via = $"1.1 {ViaName}";

    private static readonly SearchValues<char> Sendable = SearchValues.Create([.. Enumerable.Range(' ', '~' - ' ' + 1).Select(code => (char)code), '\t']);

    /// <exception cref="OutageException">There is no credential to show, or no place for it: without one the request is not sent.</exception>
    public static HttpRequestMessage Build(HttpRequest request, ProxyRoute route, ProxyTarget target, UpstreamCredential credential, HttpContent? body)
    {
        var message = new HttpRequestMessage(HttpMethod.Parse(request.Method), Address(route, target, credential))
        {
            Version = HttpVersion.Version20, // where the API takes it, by TLS; many calls and event streams then share a connection
            // Without content the handler would send again what a kept connection swallowed, and an order would be placed twice (RFC 9110 section 9.2.2).
            Content = body ?? (IsSafe(request.Method) ? null : new ByteArrayContent([])),
        };
        CopyHeaders(request.Headers, message, route);
        TryAdd(message.Headers, "Via", StringValues.Concat(request.Headers.Via, Via)); // RFC 9110 section 7.6.3: behind those before us
        Show(message, credential);
        return message;
    }

    /// <summary>Whether a proxy of our name is among those that the request came through.</summary>
    public static bool HasBeenHere(StringValues via) => via.Count > 0 && via.SelectMany(line => (line ?? "").Split(','))
        .Any(hop => hop.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, var name, ..] && string.Equals(name, ViaName, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether a call changes nothing, so that it may be sent twice (RFC 9110 section 9.2.1).</summary>
    public static bool IsSafe(string method) => method is "GET" or "HEAD" or "OPTIONS";

    /// <summary>Whether the request brings a body, known length or not.</summary>
    public static bool HasBody(HttpRequest request) =>
        request.ContentLength > 0 || (request.ContentLength is null && request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == true);

    /// <summary>The error for a query that contains the parameter of the credential.</summary>
    public static Failure? CheckQuery(ProxyRoute route, ProxyTarget target) =>
        route.Credential.QueryParameter is { } name
        && QueryHelpers.ParseQuery(target.Query).Keys.Any(key => string.Equals(key, name, StringComparison.OrdinalIgnoreCase))
            ? Catalogue.RequestInvalid.WithReason("The query contains the parameter that is reserved for the route's credential.")
            : null;

    /// <summary>The error for a header that must be forwarded but cannot be sent.</summary>
    public static Failure? CheckHeaders(IHeaderDictionary headers, ProxyRoute route) =>
        IsSendable(headers.Via) && AreSendable(headers, route)
            ? null
            : Catalogue.RequestInvalid.WithReason("A request header contains characters other than visible ASCII.");

    private static bool AreSendable(IHeaderDictionary headers, ProxyRoute route)
    {
        var nominated = Nominated(headers.Connection);
        foreach (var (name, values) in headers)
        {
            if (Crosses(name, route, nominated) && !IsSendable(values) && !HeaderTables.Advice.Contains(name))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Byte for byte: the framework's own normalization would change escapes that the upstream may tell apart.</summary>
    private static Uri Address(ProxyRoute route, ProxyTarget target, UpstreamCredential credential)
    {
        var query = target.Query;
        if (credential.QueryParameter is var (name, value))
        {
            var separator = query.Length > 1 ? query + "&" : "?";
            query = separator + Uri.EscapeDataString(name) + "=" + Uri.EscapeDataString(value);
        }

        return new Uri(route.Base + target.Path + query, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
    }

    private static void Show(HttpRequestMessage message, UpstreamCredential credential)
    {
        if (credential.Header is not var (name, value))
        {
            return; // it is in the address, or the route has none
        }

        // The browser's header of this name was not forwarded, so that there is one value.
        if (!message.Headers.TryAddWithoutValidation(name, value))
        {
            throw new OutageException(Catalogue.Misconfigured.WithReason($"The header {name} cannot carry a credential: it describes the body."));
        }
    }

    private static void CopyHeaders(IHeaderDictionary from, HttpRequestMessage to, ProxyRoute route)
    {
        var nominated = Nominated(from.Connection);
        foreach (var (name, values) in from)
        {
            if (Crosses(name, route, nominated) && IsSendable(values) && !TryAdd(to.Headers, name, values) && to.Content is { } content)
            {
                TryAdd(content.Headers, name, values);
            }
        }
    }

    private static bool TryAdd(HttpHeaders headers, string name, StringValues values) =>
        values is [{ } single] ? headers.TryAddWithoutValidation(name, single) : headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);

    /// <summary>Whether a header of the request crosses: listed, and not named by <c>Connection</c> (RFC 9110 section 7.6.1).</summary>
    private static bool Crosses(string name, ProxyRoute route, HashSet<string>? nominated) => route.LetsRequestHeaderCross(name) && nominated?.Contains(name) != true;

    private static HashSet<string>? Nominated(StringValues connection) => connection.Count == 0
        ? null
        : connection.SelectMany(line => (line ?? "").Split(',', StringSplitOptions.TrimEntries)).ToHashSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>RFC 9110 section 5.5: visible ASCII, spaces and tabs. The handler sends nothing else, and no API has to understand it.</summary>
    private static bool IsSendable(StringValues values)
    {
        foreach (var value in values)
        {
            if (value.AsSpan().ContainsAnyExcept(Sendable))
            {
                return false;
            }
        }

        return true;
    }
}
