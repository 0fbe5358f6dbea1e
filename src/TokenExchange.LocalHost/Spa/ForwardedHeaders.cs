using System.Collections.Frozen;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace TokenExchange.LocalHost.Spa;

/// <summary>Requests and responses between the browser and the dev server, without the headers of a single connection (RFC 9110 section 7.6.1).</summary>
internal static class ForwardedHeaders
{
    private static readonly FrozenSet<string> OfOneConnection = FrozenSet.ToFrozenSet(
        ["Connection", "Keep-Alive", "Proxy-Connection", "TE", "Trailer", "Transfer-Encoding", "Upgrade"], StringComparer.OrdinalIgnoreCase);

    public static HttpRequestMessage Request(HttpContext context, Uri address)
    {
        var from = context.Request;
        var request = new HttpRequestMessage(new HttpMethod(from.Method), Target(context, address))
        {
            Content = context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true } ? new StreamContent(from.Body) : null,
        };
        foreach (var (name, values) in from.Headers.Where(header => !OfOneConnection.Contains(header.Key)))
        {
            Add(request, name, string.Equals(name, "Cookie", StringComparison.OrdinalIgnoreCase) ? WithoutSession(values) : values);
        }

        if (context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true } && string.Equals(from.Headers.Upgrade, "websocket", StringComparison.OrdinalIgnoreCase))
        {
            request.Headers.Connection.Add("Upgrade");
            request.Headers.Upgrade.Add(new ProductHeaderValue("websocket"));
        }

        return request;
    }

    public static void CopyTo(HttpResponse response, HttpResponseMessage answer)
    {
        response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.NonValidated.Concat(answer.Content.Headers.NonValidated))
        {
            if (!OfOneConnection.Contains(name))
            {
                response.Headers.Append(name, values.ToArray());
            }
        }

        if (response.StatusCode == StatusCodes.Status101SwitchingProtocols)
        {
            response.Headers.Upgrade = "websocket";
        }
    }

    /// <summary>The path and query as they were sent; in absolute form, what the server made of them.</summary>
    private static Uri Target(HttpContext context, Uri address)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var path = target.StartsWith('/') ? target : context.Request.Path + context.Request.QueryString;
        return new Uri(address.GetLeftPart(UriPartial.Authority) + path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
    }

    private static void Add(HttpRequestMessage request, string name, StringValues values)
    {
        if (values.Count > 0 && !request.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values))
        {
            request.Content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
        }
    }

    /// <summary>Cookies of the dev server; those of the gateway, and others with its prefix, are not for it.</summary>
    private static StringValues WithoutSession(StringValues cookies)
    {
        var rest = cookies.SelectMany(line => (line ?? "").Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            .Where(cookie => !cookie.StartsWith("__Host-", StringComparison.OrdinalIgnoreCase)).ToList();
        return rest.Count == 0 ? StringValues.Empty : string.Join("; ", rest);
    }
}
