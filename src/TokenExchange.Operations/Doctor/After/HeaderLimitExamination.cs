namespace TokenExchange.Operations.Doctor.After;

/// <summary>Sends as many cookies as a full session together with other applications, twice what the service itself sets.</summary>
internal sealed class HeaderLimitExamination(Front front) : IExamination
{
    private static readonly string Cookies = string.Join("; ", Enumerable.Range(0, 4).Select(i => $"te-doctor-{i}={new string('x', 4080)}"));

    public IReadOnlyList<Check> Makes { get; } = [Checks.HeaderLimit];

    public async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken)
    {
        var answer = await front.SessionAsync(request => request.Headers.Add("Cookie", Cookies), cancellationToken);
        return
        [
            answer.Member("isAuthenticated") is not null || answer.ErrorCode is not null
                ? Checks.HeaderLimit.Ok("16 KB of cookies reach the service.")
                : Checks.HeaderLimit.Failed(
                    $"The front rejects 16 KB of cookies (status {answer.Status}).",
                    "Raise the front's limit for request headers to 32 KB, or choose another front."),
        ];
    }
}
