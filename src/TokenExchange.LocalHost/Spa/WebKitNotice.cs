namespace TokenExchange.LocalHost.Spa;

/// <summary>
/// Tells a WebKit that comes over http what to do. It keeps no <c>Secure</c> cookie over http, so that a login would end with <c>transaction_missing</c>.
/// Where the dev server is in front, the pages do not come from here: a login that such a page starts leads to the notice instead of the provider.
/// </summary>
/// <param name="publicOrigin">Where browsers are.</param>
/// <param name="isBehindSpa">Whether the dev server is in front.</param>
internal sealed class WebKitNotice(string publicOrigin, bool isBehindSpa)
{
    private const string LoginPath = $"/{Routes.Prefix}/{Routes.Login}";

    /// <summary>Names of browsers on other engines that write <c>AppleWebKit</c> too.</summary>
    private static readonly string[] OtherEngines = ["Chrome/", "Chromium/", "Edg/"];

    public Task InvokeAsync(HttpContext context, RequestDelegate next) =>
        !IsWebKit(context.Request.Headers.UserAgent.ToString()) ? next(context)
        : IsNavigation(context.Request) ? Notices.NeedsHttpsAsync(context, isBehindSpa)
        : IsLogin(context.Request) ? context.Response.WriteAsJsonAsync(new { authorizationUrl = publicOrigin + LoginPath, expiresIn = 600 }, context.RequestAborted)
        : next(context);

    private static bool IsNavigation(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) && request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase)
        && request.Headers["Sec-Fetch-Mode"].ToString() is "" or "navigate";

    private static bool IsLogin(HttpRequest request) => HttpMethods.IsPost(request.Method) && request.Path == LoginPath;

    private static bool IsWebKit(string agent) =>
        agent.Contains("AppleWebKit/", StringComparison.Ordinal) && !OtherEngines.Any(name => agent.Contains(name, StringComparison.Ordinal));
}
