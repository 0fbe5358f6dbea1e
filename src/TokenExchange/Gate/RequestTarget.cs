using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace TokenExchange.Gate;

/// <summary>
/// The request target as it was sent. The server's own path is decoded and has its dot segments removed, so it may differ from the path that a
/// reverse proxy has checked.
/// </summary>
internal static class RequestTarget
{
    private static readonly string[] Schemes = ["http://", "https://"];

    private static readonly SearchValues<char> AuthorityCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-.:[]");

    /// <summary>Path and query. A target in an unsupported form is returned unchanged; it does not begin with a slash.</summary>
    public static string Of(HttpContext context) => PathAndQuery(context.Features.Get<IHttpRequestFeature>()!.RawTarget);

    /// <summary>The path without the query.</summary>
    public static string PathOf(HttpContext context)
    {
        var target = Of(context);
        var question = target.IndexOf('?', StringComparison.Ordinal);
        return question < 0 ? target : target[..question];
    }

    /// <summary>
    /// RFC 9112 section 3.2.2: a server must accept the absolute-form too. Its authority is not used, as <c>Host</c> is not used here; the server has
    /// checked that both are equal.
    /// </summary>
    public static string PathAndQuery(string target)
    {
        if (target.StartsWith('/') || Schemes.FirstOrDefault(scheme => target.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)) is not { Length: var start })
        {
            return target;
        }

        var slash = target.IndexOf('/', start);
        return slash > start && !target.AsSpan()[start..slash].ContainsAnyExcept(AuthorityCharacters) ? target[slash..] : target;
    }
}
