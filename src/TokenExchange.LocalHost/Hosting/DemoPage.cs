using Microsoft.AspNetCore.Http.Features;

namespace TokenExchange.LocalHost.Hosting;

/// <summary>
/// Answers with the demo page whoever goes to a path that could be one of an application, as fronts of such applications do. A program that misspelt
/// an address, and one that tries what a Functions host or a web server may have left open, get 404 instead of a page that looks like a success.
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
            context.SetEndpoint(null); // or the files would leave the answer to it
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

    /// <summary>The path as it was sent: in the request's own, dot segments are resolved already.</summary>
    private static string[] Segments(HttpContext context)
    {
        var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget.Split('?')[0];
        var path = target.StartsWith('/') ? target : context.Request.Path.Value!; // absolute-form
        return Uri.UnescapeDataString(path).Split(['/', '\\'], StringSplitOptions.RemoveEmptyEntries);
    }
}
