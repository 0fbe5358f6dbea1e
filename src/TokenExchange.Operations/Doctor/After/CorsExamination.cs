namespace TokenExchange.Operations.Doctor.After;

/// <summary>Asks as a page of another site would; no answer may let that page read it.</summary>
internal sealed class CorsExamination(Front front) : IExamination
{
    private const string Allow = "Access-Control-Allow-Origin";
    private const string Todo = "List exact origins in the function app's CORS settings (siteConfig.cors), never \"*\", and let the front add none.";

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
        ? check.Ok($"Another site gets no {Allow}.")
        : check.Failed($"Another site gets {Allow}, and so may read answers.", Todo);
}

/// <summary>A page of a site that nobody allowed.</summary>
internal static class Foreign
{
    public const string Origin = "https://doctor.invalid";

    public static void Page(HttpRequestMessage request) => PageOf(Origin, request);

    /// <summary>A sandboxed frame or a <c>data:</c> URL: <c>Sec-Fetch-Site</c> alone tells it from a page of ours that hides its origin.</summary>
    public static void OpaquePage(HttpRequestMessage request) => PageOf("null", request);

    private static void PageOf(string origin, HttpRequestMessage request)
    {
        request.Headers.Remove("Sec-Fetch-Site");
        request.Headers.Add("Sec-Fetch-Site", "cross-site");
        request.Headers.Add("Origin", origin);
    }
}
