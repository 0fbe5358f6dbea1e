using System.Text.Json;

namespace TokenExchange.Operations.Doctor.After;

/// <summary>Checks whether the service is at the path to which the front sends calls, and whether it is ready.</summary>
internal sealed class HealthExamination(Front front) : IExamination
{
    private static readonly string[] Known = ["vault", "provider", "signingKeys", "sharedState"];

    public IReadOnlyList<Check> Makes { get; } = [Checks.RoutePrefix, Checks.Health];

    public async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken)
    {
        var live = await GetAsync($"/{Routes.Prefix}/{Routes.Live}", cancellationToken);
        if (!Is(live, "live"))
        {
            var bare = await GetAsync("/" + Routes.Live, cancellationToken);
            return
            [
                Checks.RoutePrefix.Failed(
                    Is(bare, "live")
                        ? $"The service responds without the prefix /{Routes.Prefix}."
                        : $"The service does not respond at /{Routes.Prefix} ({live.Summary}).",
                    $"Let the front forward /{Routes.Prefix}/* unchanged to the app, and keep routePrefix in host.json at \"{Routes.Prefix}\"."),
                Checks.Health.Skipped("The service does not respond at its path."),
            ];
        }

        return
        [
            Checks.RoutePrefix.Ok($"The service responds at /{Routes.Prefix}."),
            Ready(await GetAsync($"/{Routes.Prefix}/{Routes.Ready}", cancellationToken)),
        ];
    }

    private static Finding Ready(FrontAnswer answer)
    {
        const string Todo = "See docs/operations/incident.md, and run the doctor with --config.";
        var unavailable = Dependencies(answer, "unavailable");
        if (answer.Status != 200 || !Is(answer, "ready"))
        {
            return Checks.Health.Failed(
                unavailable.Length > 0 ? $"The service is not ready: {unavailable} unavailable." : $"The service is not ready ({answer.Summary}).",
                Todo);
        }

        return Dependencies(answer, "degraded") is { Length: > 0 } degraded
            ? Checks.Health.Warning($"The service is ready, but uses cached values: {degraded} degraded.", Todo)
            : Checks.Health.Ok("The service is ready.");
    }

    /// <summary>The dependencies with this status, by known names.</summary>
    private static string Dependencies(FrontAnswer answer, string status) => string.Join(", ", Known.Where(name =>
        answer.Member("checks") is { ValueKind: JsonValueKind.Object } checks && checks.TryGetProperty(name, out var check)
        && check.ValueKind == JsonValueKind.Object && check.TryGetProperty("status", out var word)
        && word.ValueKind == JsonValueKind.String && word.ValueEquals(status)));

    private static bool Is(FrontAnswer answer, string status) =>
        answer.Member("status") is { ValueKind: JsonValueKind.String } word && word.ValueEquals(status);

    private Task<FrontAnswer> GetAsync(string path, CancellationToken cancellationToken) =>
        front.SendAsync(new HttpRequestMessage(HttpMethod.Get, path), cancellationToken);
}
