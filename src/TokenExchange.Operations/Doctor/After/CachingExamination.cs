namespace TokenExchange.Operations.Doctor.After;

/// <summary>Reads the session twice: no response may come from a cache.</summary>
internal sealed class CachingExamination(Front front) : IExamination
{
    private const string Todo = "Disable caching in the front for the service's paths, and let it forward Cache-Control unchanged.";

    public IReadOnlyList<Check> Makes { get; } = [Checks.NoStore];

    public async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken)
    {
        var first = await front.SessionAsync(_ => { }, cancellationToken);
        var second = await front.SessionAsync(_ => { }, cancellationToken);
        if (!IsNoStore(first) || !IsNoStore(second))
        {
            return [Checks.NoStore.Failed("The response of the session endpoint has no Cache-Control: no-store.", Todo)];
        }

        return
        [
            first.Header("Age").Count + second.Header("Age").Count > 0 // only a cache writes it (RFC 9111 section 5.1)
                ? Checks.NoStore.Failed("The response of the session endpoint comes from a cache.", Todo)
                : Checks.NoStore.Ok("The response of the session endpoint is not cached."),
        ];
    }

    private static bool IsNoStore(FrontAnswer answer) =>
        answer.Header("Cache-Control").SelectMany(line => line.Split(','))
            .Any(word => word.Trim().Equals("no-store", StringComparison.OrdinalIgnoreCase));
}
