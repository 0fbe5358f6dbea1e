using System.Text.Encodings.Web;

namespace TokenExchange.Emulators.Provider;

/// <summary>The provider's pages: plain HTML, a strict policy, everything encoded.</summary>
internal static class ProviderPages
{
    private const string Style = """
        body{margin:0;min-height:100vh;display:grid;place-items:center;background:#1d2433;color:#eef1f7;font:16px/1.5 system-ui,sans-serif}
        main{background:#283147;padding:2rem 2.4rem;border-radius:14px;width:min(24rem,90vw)}
        h1{font-size:1.2rem;margin:0 0 .3rem}p{color:#b4bfd6;margin:.2rem 0 1.2rem}
        button{display:block;width:100%;margin:.5rem 0;padding:.7rem 1rem;border:0;border-radius:8px;background:#8ab4ff;color:#0d1b33;font:inherit;font-weight:600;text-align:left;cursor:pointer}
        .deny{background:transparent;color:#eef1f7;border:1px solid #b4bfd6}
        button:focus-visible{outline:3px solid #fff}small{font-weight:400;display:block}
        """;

    /// <summary>The page to choose a user.</summary>
    public static Task ChooseAsync(HttpContext context)
    {
        var action = HtmlEncoder.Default.Encode(context.Request.PathBase + context.Request.Path + context.Request.QueryString);
        var users = string.Concat(DevUser.All.Select(user =>
            $"""<button name="user" value="{user.Name}">{HtmlEncoder.Default.Encode(user.FullName)}<small>{HtmlEncoder.Default.Encode(user.Email)}</small></button>"""));
        return WriteAsync(context, "Dev provider: sign in", $"""
            <h1>Who is signing in?</h1><p>This is the dev provider, a site of its own.</p><form method="post" action="{action}">{users}<button name="deny" value="true" class="deny">Deny</button></form>
            """);
    }

    /// <summary>A page that posts the response to the client (OAuth 2.0 Form Post Response Mode).</summary>
    public static Task FormPostAsync(HttpContext context, string target, IEnumerable<KeyValuePair<string, string?>> answer)
    {
        var fields = string.Concat(answer.Select(field =>
            $"""<input type="hidden" name="{HtmlEncoder.Default.Encode(field.Key)}" value="{HtmlEncoder.Default.Encode(field.Value ?? "")}">"""));
        return WriteAsync(context, "Dev provider: continue", $"""
            <form method="post" action="{HtmlEncoder.Default.Encode(target)}">{fields}<button>Continue</button></form><script src="form-post.js"></script>
            """);
    }

    public static Task ProblemAsync(HttpContext context, string sentence, int status = StatusCodes.Status400BadRequest)
    {
        context.Response.StatusCode = status;
        return WriteAsync(context, "Dev provider", $"<h1>Dev provider</h1><p>{HtmlEncoder.Default.Encode(sentence)}</p>");
    }

    private static Task WriteAsync(HttpContext context, string title, string body)
    {
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";

        // No form-action: Chromium applies it to redirects too, and the response is forwarded to the gateway.
        context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; script-src 'self'; frame-ancestors 'none'; base-uri 'none'";
        return context.Response.WriteAsync(
            $"""<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title}</title><style>{Style}</style></head><body><main>{body}</main></body></html>""",
            context.RequestAborted);
    }
}
