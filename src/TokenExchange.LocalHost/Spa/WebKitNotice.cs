namespace TokenExchange.LocalHost.Spa;

/// <summary>
/// Tells a WebKit that comes over http what to do. It keeps no <c>Secure</c> cookie over http, so that a login would end with <c>transaction_missing</c>.
/// </summary>
/// <param name="isBehindSpa">Whether the dev server is in front.</param>
internal sealed class WebKitNotice(bool isBehindSpa)
{
    /// <summary>Names of browsers on other engines that write <c>AppleWebKit</c> too.</summary>
    private static readonly string[] OtherEngines = ["Chrome/", "Chromium/", "Edg/"];

    public Task InvokeAsync(HttpContext context, RequestDelegate next) =>
        IsNavigation(context.Request) && IsWebKit(context.Request.Headers.UserAgent.ToString()) ? Notices.NeedsHttpsAsync(context, isBehindSpa) : next(context);

    private static bool IsNavigation(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) && request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase)
        && request.Headers["Sec-Fetch-Mode"].ToString() is "" or "navigate";

    private static bool IsWebKit(string agent) =>
        agent.Contains("AppleWebKit/", StringComparison.Ordinal) && !OtherEngines.Any(name => agent.Contains(name, StringComparison.Ordinal));
}
