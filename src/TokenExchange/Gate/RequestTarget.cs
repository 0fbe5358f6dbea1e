using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace TokenExchange.Gate;

/// <summary>
/// What was asked for, as its bytes say it: the server's own path has its escapes decoded and its dot segments removed, so that it may name another address
/// than whoever stood before us has seen.
/// </summary>
internal static class RequestTarget
{
    private static readonly string[] Schemes = ["http://", "https://"];

    private static readonly SearchValues<char> AuthorityCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-.:[]");

    /// <summary>Path and query; a target that is in no form we take stays whole, and does not begin with a slash.</summary>
    public static string Of(HttpContext context) => PathAndQuery(context.Features.Get<IHttpRequestFeature>()!.RawTarget);

    /// <summary>The path alone.</summary>
    public static string PathOf(HttpContext context) => Of(context).Split('?', 2)[0];

    /// <summary>
    /// RFC 9112 section 3.2.2: a server must take the absolute-form too. Its authority decides nothing, as <c>Host</c> decides nothing here, and the server
    /// has seen to it that both are the same.
    /// </summary>
    public static string PathAndQuery(string target)
    {
        if (Schemes.FirstOrDefault(scheme => target.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)) is not { Length: var start })
        {
            return target;
        }

        var slash = target.IndexOf('/', start);
        return slash > start && !target.AsSpan()[start..slash].ContainsAnyExcept(AuthorityCharacters) ? target[slash..] : target;
    }
}
