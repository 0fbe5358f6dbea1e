namespace TokenExchange.Operations.Doctor.After;

/// <summary>Calls without <c>X-CSRF</c>, as another site, and as a page with an opaque origin. The service itself must reject all three.</summary>
internal sealed class CrossSiteExamination(Front front) : IExamination
{
    public IReadOnlyList<Check> Makes { get; } = [Checks.CrossSite];

    public async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken)
    {
        var without = await front.SessionAsync(request => request.Headers.Remove("X-CSRF"), cancellationToken);
        var foreign = await front.SessionAsync(Foreign.Page, cancellationToken);
        var opaque = await front.SessionAsync(Foreign.OpaquePage, cancellationToken);
        if (IsRefused(without) && IsRefused(foreign) && IsRefused(opaque))
        {
            return [Checks.CrossSite.Ok("The service rejects requests that do not come from its own pages.")];
        }

        return
        [
            Checks.CrossSite.Failed(
                $"Without X-CSRF the response is {without.Summary}, from another site {foreign.Summary}, from an opaque origin {opaque.Summary}; each should be status 403 (csrf_failed).",
                "Let the front forward X-CSRF, Origin and Sec-Fetch-Site unchanged, add none of them, and not answer in place of the service."),
        ];
    }

    private static bool IsRefused(FrontAnswer answer) => answer is { Status: StatusCodes.Status403Forbidden, ErrorCode: "csrf_failed" };
}
