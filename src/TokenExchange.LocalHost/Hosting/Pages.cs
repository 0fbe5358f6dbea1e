using TokenExchange.LocalHost.Spa;

namespace TokenExchange.LocalHost.Hosting;

/// <summary>Everything outside of <c>/api</c> and <c>/dev</c>: the demo page, or what the dev server has.</summary>
internal static class Pages
{
    public static void Map(WebApplication app, PageSettings page)
    {
        if (app.Configuration["TokenExchange:PublicOrigin"] is { } origin && origin.StartsWith("http:", StringComparison.OrdinalIgnoreCase))
        {
            app.Use(new WebKitNotice(origin, page.IsBehindSpa).InvokeAsync);
        }

        app.UseWhen(IsPage, pages => pages.UseWebSockets());
        if (page.Spa is not { } spa)
        {
            app.UseWhen(IsPage, pages => pages.Use(PageHeaders));
            app.UseStaticFiles();
            DemoPage.Map(app);
        }
        else if (page.IsBehindSpa)
        {
            app.Map("/{**path}", context => SendToDevServer(context, spa));
        }
        else
        {
            var server = new DevServer(spa);
            app.Lifetime.ApplicationStopped.Register(server.Dispose);
            app.Map("/{**path}", server.ForwardAsync);
        }
    }

    private static bool IsPage(HttpContext context) => !context.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal);

    /// <summary>The page is at the dev server's address; at the gateway's, sign-in would end at another origin.</summary>
    private static Task SendToDevServer(HttpContext context, Uri spa)
    {
        var request = context.Request;
        var isPage = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);
        context.Response.StatusCode = isPage ? StatusCodes.Status307TemporaryRedirect : StatusCodes.Status404NotFound;
        if (isPage)
        {
            context.Response.Headers.Location = spa.GetLeftPart(UriPartial.Authority) + request.PathBase.ToUriComponent() + request.Path.ToUriComponent() + request.QueryString.ToUriComponent();
        }

        return Task.CompletedTask;
    }

    private static Task PageHeaders(HttpContext context, RequestDelegate next)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin"; // under no-referrer, Firefox and WebKit write "Origin: null" on a POST to our own origin
        headers["Cross-Origin-Opener-Policy"] = "same-origin"; // an opener gets no reference to the page; a login in a popup reports over a broadcast channel
        headers.CacheControl = "no-cache";
        return next(context);
    }
}
