namespace TokenExchange.Operations.Doctor.After;

/// <summary>Calls without <c>X-CSRF</c>, and with it as another site and as a page of an opaque origin; the service itself must refuse all three.</summary>
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
            return [Checks.CrossSite.Ok("The service refuses what did not come from its own pages.")];
        }

        return
        [
            Checks.CrossSite.Failed(
                $"Without X-CSRF the answer is {without.Said}, from another site {foreign.Said}, from an opaque origin {opaque.Said}; each should be status 403 (csrf_failed).",
                "Let the front pass X-CSRF, Origin and Sec-Fetch-Site unchanged, add none of them, and answer nothing in the service's place."),
        ];
    }

    private static bool IsRefused(FrontAnswer answer) => answer is { Status: StatusCodes.Status403Forbidden, ErrorCode: "csrf_failed" };
}
