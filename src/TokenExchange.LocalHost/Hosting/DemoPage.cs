using Microsoft.AspNetCore.Http.Features;

namespace TokenExchange.LocalHost.Hosting;

/// <summary>
/// Answers with the demo page for every path that could belong to a single-page application, as reverse proxies of such applications do. Misspelt API
/// addresses, and paths that are typical of attacks on a Functions host or a web server, get 404 instead of a page that looks like a success.
/// </summary>
internal static class DemoPage
{
    private static readonly string[] Reserved = ["admin", "runtime", "swagger", "api", "dev"];

    public static void Map(WebApplication app)
    {
        var page = ((IEndpointRouteBuilder)app).CreateApplicationBuilder();
        page.Use((context, next) =>
        {
            if (!IsAskedFor(context))
            {
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                return Task.CompletedTask;
            }

            context.Request.Path = "/index.html";
            context.SetEndpoint(null); // otherwise the static files would leave the response to this endpoint
            return next(context);
        });
        page.UseStaticFiles();
        app.MapFallback(page.Build());
    }

    private static bool IsAskedFor(HttpContext context)
    {
        var (request, segments) = (context.Request, Segments(context));
        return segments.Length == 0
            || (Takes(request.Headers.Accept.ToString())
                && request.Headers["Sec-Fetch-Mode"].ToString() is "" or "navigate"
                && !Reserved.Contains(segments[0], StringComparer.OrdinalIgnoreCase)
                && !segments.Any(segment => segment.StartsWith('.')));
    }

    private static bool Takes(string accept) =>
        accept.Length == 0 || accept.Contains("text/html", StringComparison.OrdinalIgnoreCase) || accept.Contains("*/*", StringComparison.Ordinal);

    /// <summary>The path as it was sent: in the request's own path, dot segments are already resolved.</summary>
    private static string[] Segments(HttpContext context)
    {
        var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget.Split('?')[0];
        var path = target.StartsWith('/') ? target : context.Request.Path.Value!; // absolute-form
        return Uri.UnescapeDataString(path).Split(['/', '\\'], StringSplitOptions.RemoveEmptyEntries);
    }
}
