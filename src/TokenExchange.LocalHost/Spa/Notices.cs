using System.Text.Encodings.Web;

namespace TokenExchange.LocalHost.Spa;

/// <summary>Plain pages that say what to do.</summary>
internal static class Notices
{
    public static Task DevServerDownAsync(HttpContext context, Uri address) => WriteAsync(
        context,
        StatusCodes.Status502BadGateway,
        "The dev server does not respond",
        $"Nothing responds at {address.GetLeftPart(UriPartial.Authority)}, the address in --spa. Start your dev server there, and reload this page. The gateway itself is running, under /api.");

    public static Task NeedsHttpsAsync(HttpContext context, bool isBehindSpa) => WriteAsync(
        context,
        StatusCodes.Status400BadRequest,
        "This browser needs https",
        "Safari and other browsers on WebKit keep no Secure cookie over http, not even for localhost, so nobody can sign in here. "
        + (isBehindSpa
            ? "Have the dev server speak https, and start the local host with its https address after --spa, or use another browser."
            : "Start the local host with --https and open the https address that it prints, or use another browser."));

    private static Task WriteAsync(HttpContext context, int status, string title, string text)
    {
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = "text/html; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        response.Headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";
        return response.WriteAsync(
            $"<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>{title}</title><h1>{title}</h1><p>{HtmlEncoder.Default.Encode(text)}</p></html>",
            context.RequestAborted);
    }
}
