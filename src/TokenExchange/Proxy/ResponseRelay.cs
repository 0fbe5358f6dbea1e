using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using TokenExchange.Failures;
using TokenExchange.Gate;

namespace TokenExchange.Proxy;

/// <summary>Forwards the upstream's response to the browser: status and headers, according to the tables.</summary>
internal static class ResponseRelay
{
    /// <summary>Copies the status and the allowed headers; returns the names of headers that were dropped because they contain a credential of the route.</summary>
    public static IReadOnlyCollection<string> CopyHead(HttpResponseMessage from, HttpContext context, ProxyRoute route, string prefix, CredentialEcho echo)
    {
        CheckLength(from);
        var response = context.Response;
        response.StatusCode = (int)from.StatusCode;
        var nominated = from.Headers.NonValidated.Contains(HeaderNames.Connection) ? from.Headers.Connection.ToHashSet(StringComparer.OrdinalIgnoreCase) : null;
        List<string>? dropped = null;
        CopyAll(from.Headers.NonValidated);
        CopyAll(from.Content.Headers.NonValidated);
        for (var i = 0; i < route.AddedHeaders.Count; i++)
        {
            var (name, value) = route.AddedHeaders[i];
            response.Headers[name] = value; // in place of the API's
        }

        if (route.Options.Downloads && CrossSite.IsNavigation(context.Request.Headers))
        {
            response.Headers.ContentDisposition = FileNames.AsAttachment(response.Headers.ContentDisposition);
        }

        if (from.Headers.Location is { } location && Target(location, from, route, prefix) is { } target)
        {
            Copy(HeaderNames.Location, target);
        }

        return dropped ?? (IReadOnlyCollection<string>)[];

        void CopyAll(HttpHeadersNonValidated headers)
        {
            foreach (var (name, values) in headers)
            {
                if (route.LetsResponseHeaderCross(name) && nominated?.Contains(name) != true && !IsWrongLength(from, name))
                {
                    Copy(name, values.Count == 1 ? values.ToString() : values.ToArray());
                }
            }
        }

        void Copy(string name, StringValues values)
        {
            if (echo.IsInAny(values))
            {
                (dropped ??= []).Add(name);
                return;
            }

            response.Headers[name] = values is [{ } one] ? Visible(name, one) : AllVisible(name, values);
        }
    }

    private static string[] AllVisible(string name, StringValues values) => [.. values.Select(value => Visible(name, value!))];

    /// <summary>RFC 9112 section 6.3: if the length is not a single number, the end of the response is unknown, and a proxy must not forward it.</summary>
    private static void CheckLength(HttpResponseMessage from)
    {
        if (from.Content.Headers.NonValidated.TryGetValues(HeaderNames.ContentLength, out var lengths)
            && !(lengths.Count == 1 && long.TryParse(lengths.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out _)))
        {
            throw new OutageException(Catalogue.UpstreamUnavailable.WithReason("Content-Length of the upstream's response is not a single number."));
        }
    }

    /// <summary>
    /// RFC 9110 section 8.6: a response without content has no length; the server would refuse to send it. RFC 9112 section 6.3: that of a response in chunks
    /// is not the body's, and must not be passed on.
    /// </summary>
    private static bool IsWrongLength(HttpResponseMessage from, string name) =>
        string.Equals(name, HeaderNames.ContentLength, StringComparison.OrdinalIgnoreCase)
        && (HasNoContent(from) || from.Headers.NonValidated.Contains(HeaderNames.TransferEncoding));

    /// <summary>RFC 9110 sections 15.3.5 and 15.3.6, whatever the upstream sends after the head.</summary>
    public static bool HasNoContent(HttpResponseMessage from) => from.StatusCode is HttpStatusCode.NoContent or HttpStatusCode.ResetContent;

    /// <summary>A redirect to a listed host stays as it is; 201 and 202 have a <c>Location</c> too, which nobody follows.</summary>
    private static string? Target(Uri location, HttpResponseMessage from, ProxyRoute route, string prefix) =>
        (int)from.StatusCode is >= 300 and < 400 && route.LetsRedirectCross(location.OriginalString)
            ? location.OriginalString
            : Map(location, from.RequestMessage?.RequestUri, route, prefix);

    /// <summary>A redirect within the API becomes a redirect within the route; any other would reveal an internal address to the browser, and is left out.</summary>
    private static string? Map(Uri location, Uri? asked, ProxyRoute route, string prefix)
    {
        var destination = new Uri(route.Base + "/");
        if (!Uri.TryCreate(new Uri(asked?.OriginalString ?? destination.AbsoluteUri), location.OriginalString, out var absolute))
        {
            return null;
        }

        return absolute.AbsoluteUri.StartsWith(destination.AbsoluteUri, StringComparison.Ordinal)
            ? $"{prefix}{route.Id}/{WithoutCredential(absolute, route)[destination.AbsoluteUri.Length..]}"
            : null;
    }

    /// <summary>The address without the API key: an upstream that repeats the query in its redirect would reveal the key to the browser.</summary>
    private static string WithoutCredential(Uri address, ProxyRoute route)
    {
        if (route.Credential.QueryParameter is not { } name || address.Query.Length == 0)
        {
            return address.AbsoluteUri;
        }

        var kept = address.Query[1..].Split('&').Where(pair => !string.Equals(Uri.UnescapeDataString(pair.Split('=')[0]), name, StringComparison.OrdinalIgnoreCase));
        var query = string.Join('&', kept);
        return address.GetLeftPart(UriPartial.Path) + (query.Length > 0 ? "?" + query : "") + address.Fragment;
    }

    /// <summary>Header values with non-ASCII characters cannot be forwarded; the server would answer 500 instead. The name of a file has an ASCII form.</summary>
    private static string Visible(string name, string value)
    {
        if (!value.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            return value;
        }

        var ascii = string.Equals(name, HeaderNames.ContentDisposition, StringComparison.OrdinalIgnoreCase) ? FileNames.InAscii(value) ?? value : value;
        return string.Concat(ascii.Select(character => character is >= ' ' and <= '~' ? character : '?'));
    }
}
