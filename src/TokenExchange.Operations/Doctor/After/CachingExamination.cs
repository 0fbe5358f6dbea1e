namespace TokenExchange.Operations.Doctor.After;

/// <summary>Asks for the session twice: no answer may be kept on the way.</summary>
internal sealed class CachingExamination(Front front) : IExamination
{
    private const string Todo = "Turn caching off in the front for the service's paths, and let it pass Cache-Control unchanged.";

    public IReadOnlyList<Check> Makes { get; } = [Checks.NoStore];

    public async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken)
    {
        var first = await front.SessionAsync(_ => { }, cancellationToken);
        var second = await front.SessionAsync(_ => { }, cancellationToken);
        if (!IsNoStore(first) || !IsNoStore(second))
        {
            return [Checks.NoStore.Failed("The session's answer has no Cache-Control: no-store.", Todo)];
        }

        return
        [
            first.Header("Age").Count + second.Header("Age").Count > 0 // only a cache writes it (RFC 9111 section 5.1)
                ? Checks.NoStore.Failed("The session's answer comes from a cache.", Todo)
                : Checks.NoStore.Ok("The session's answer is not kept on the way."),
        ];
    }

    private static bool IsNoStore(FrontAnswer answer) =>
        answer.Header("Cache-Control").SelectMany(line => line.Split(','))
            .Any(word => word.Trim().Equals("no-store", StringComparison.OrdinalIgnoreCase));
}
