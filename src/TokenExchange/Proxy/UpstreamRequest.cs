using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using TokenExchange.Failures;

namespace TokenExchange.Proxy;

/// <summary>What the upstream is shown, beside the request itself.</summary>
/// <param name="Secret">The token or key.</param>
/// <param name="Version">Version of the key in the vault; empty for a token.</param>
internal sealed record UpstreamCredential(string Secret, string Version)
{
    public override string ToString() => $"{nameof(UpstreamCredential)} {{ *** }}";
}

/// <summary>Builds the request that goes to the upstream.</summary>
internal static class UpstreamRequest
{
    /// <summary>Our name in <c>Via</c> (RFC 9110 section 7.6.3), and how a loop is recognized.</summary>
    public const string ViaName = "token-exchange";

    public static HttpRequestMessage Build(HttpRequest request, ProxyRoute route, ProxyTarget target, UpstreamCredential? credential, HttpContent? body)
    {
        var message = new HttpRequestMessage(new HttpMethod(request.Method), Address(route, target, credential))
        {
            // Without content the handler would send again what a kept connection swallowed, and an order would be placed twice (RFC 9110 section 9.2.2).
            Content = body ?? (IsSafe(request.Method) ? null : new ByteArrayContent([])),
        };
        CopyHeaders(request.Headers, message, route);
        message.Headers.TryAddWithoutValidation("Via", [.. request.Headers.Via, $"1.1 {ViaName}"]); // RFC 9110 section 7.6.3: behind those before us
        if (credential is not null)
        {
            Show(message, route, credential);
        }

        return message;
    }

    /// <summary>Whether a proxy of our name is among those that the request came through.</summary>
    public static bool HasBeenHere(StringValues via) => via.SelectMany(line => (line ?? "").Split(','))
        .Any(hop => hop.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, var name, ..] && string.Equals(name, ViaName, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether a call changes nothing, so that it may be sent twice (RFC 9110 section 9.2.1).</summary>
    public static bool IsSafe(string method) => method is "GET" or "HEAD" or "OPTIONS";

    /// <summary>Whether the request brings a body, known length or not.</summary>
    public static bool HasBody(HttpRequest request) =>
        request.ContentLength > 0 || (request.ContentLength is null && request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == true);

    /// <summary>The refusal of a query that would speak in the place of our API key.</summary>
    public static Failure? CheckQuery(ProxyRoute route, ProxyTarget target) =>
        route.Options.ApiKey?.QueryParameter is { } name
        && QueryHelpers.ParseQuery(target.Query).Keys.Any(key => string.Equals(key, name, StringComparison.OrdinalIgnoreCase))
            ? Catalogue.RequestInvalid.Because("The query names the parameter of the route's API key.")
            : null;

    /// <summary>Byte for byte: the framework's own normalization would change escapes that the upstream may tell apart.</summary>
    private static Uri Address(ProxyRoute route, ProxyTarget target, UpstreamCredential? credential)
    {
        var query = target.Query;
        if (credential is not null && route.Options.ApiKey?.QueryParameter is { } name)
        {
            var separator = query.Length > 1 ? query + "&" : "?";
            query = separator + Uri.EscapeDataString(name) + "=" + Uri.EscapeDataString(credential.Secret);
        }

        return new Uri(route.Base + target.Path + query, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
    }

    private static void Show(HttpRequestMessage message, ProxyRoute route, UpstreamCredential credential)
    {
        if (route.Options.Credential == RouteCredential.UserToken)
        {
            message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", credential.Secret);
        }
        else if (route.Options.ApiKey?.Header is { } header)
        {
            message.Headers.Remove(header);
            message.Headers.TryAddWithoutValidation(header, credential.Secret);
        }
    }

    private static void CopyHeaders(IHeaderDictionary from, HttpRequestMessage to, ProxyRoute route)
    {
        // RFC 9110 section 7.6.1: what Connection names goes first, so that it can name nothing of ours.
        var nominated = from.Connection.SelectMany(line => (line ?? "").Split(',', StringSplitOptions.TrimEntries)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, values) in from)
        {
            if (!route.LetsRequestHeaderCross(name) || nominated.Contains(name) || values.Any(value => value!.AsSpan().ContainsAny('\r', '\n', '\0')))
            {
                continue;
            }

            if (!to.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values))
            {
                to.Content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
            }
        }
    }
}
