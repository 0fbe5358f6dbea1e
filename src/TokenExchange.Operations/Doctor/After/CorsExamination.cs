namespace TokenExchange.Operations.Doctor.After;

/// <summary>Sends requests as a page of another site would; no response may be readable for that page.</summary>
internal sealed class CorsExamination(Front front) : IExamination
{
    private const string Allow = "Access-Control-Allow-Origin";
    private const string Todo = "List exact origins in the function app's CORS settings (siteConfig.cors), never \"*\", and configure no CORS headers in the front.";

    public IReadOnlyList<Check> Makes { get; } = [Checks.Cors, Checks.CorsPreflight];

    public async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken) =>
    [
        Judge(Checks.Cors, await front.SessionAsync(Foreign.Page, cancellationToken)),
        Judge(Checks.CorsPreflight, await front.SendAsync(Preflight(), cancellationToken)),
    ];

    private static HttpRequestMessage Preflight()
    {
        var request = new HttpRequestMessage(HttpMethod.Options, $"/{Routes.Prefix}/{Routes.Session}");
        request.Headers.Add("Origin", Foreign.Origin);
        request.Headers.Add("Access-Control-Request-Method", "GET");
        request.Headers.Add("Access-Control-Request-Headers", "x-csrf");
        return request;
    }

    private static Finding Judge(Check check, FrontAnswer answer) => answer.Header(Allow).Count == 0
        ? check.Ok($"Another site receives no {Allow}.")
        : check.Failed($"Another site receives {Allow} and can read responses.", Todo);
}

/// <summary>A page of a site that is not allowed.</summary>
internal static class Foreign
{
    public const string Origin = "https://doctor.invalid";

    public static void Page(HttpRequestMessage request) => PageOf(Origin, request);

    /// <summary>A sandboxed frame or a <c>data:</c> URL: only <c>Sec-Fetch-Site</c> distinguishes it from an own page that hides its origin.</summary>
    public static void OpaquePage(HttpRequestMessage request) => PageOf("null", request);

    private static void PageOf(string origin, HttpRequestMessage request)
    {
        request.Headers.Remove("Sec-Fetch-Site");
        request.Headers.Add("Sec-Fetch-Site", "cross-site");
        request.Headers.Add("Origin", origin);
    }
}
