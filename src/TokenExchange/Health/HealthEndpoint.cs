using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using TokenExchange.Failures;
using TokenExchange.Provider;
using TokenExchange.SigningKeys;

namespace TokenExchange.Health;

/// <summary>
/// <c>GET /api/health/live</c> and <c>GET /api/health/ready</c>. Readiness is read from the caches, not from the network: requests use the same caches,
/// and a probe causes no more calls than traffic does.
/// </summary>
internal sealed class HealthEndpoint(
    VaultHealth vault, ProviderDirectory provider, SigningKeyCache keys, SharedStateHealth sharedState)
{
    public static async Task<Failure?> LiveAsync(HttpContext context)
    {
        await WriteAsync(context, new HealthView("live", new Dictionary<string, HealthEntry>()));
        return null;
    }

    public async Task<Failure?> ReadyAsync(HttpContext context)
    {
        var entries = new Dictionary<string, HealthEntry>
        {
            ["vault"] = await vault.CheckAsync(context.RequestAborted),
            ["provider"] = await CheckAsync(async () => await provider.GetAsync(context.RequestAborted), () => provider.IsFailing),
            ["signingKeys"] = await CheckAsync(async () => await keys.GetAsync(context.RequestAborted), () => keys.IsFailing),
            ["sharedState"] = sharedState.Check(),
        };
        var isReady = entries.Values.All(entry => entry.Status != "unavailable");
        if (!isReady)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            context.Response.Headers.RetryAfter = "5";
        }

        await WriteAsync(context, new HealthView(isReady ? "ready" : "unavailable", entries));
        return null;
    }

    private static async Task<HealthEntry> CheckAsync(Func<Task> use, Func<bool> isFailing)
    {
        try
        {
            await use();
            return isFailing() ? HealthEntry.FromMemory : HealthEntry.Ok;
        }
        catch (OutageException outage)
        {
            return new HealthEntry("unavailable", outage.Failure.Code);
        }
    }

    private static Task WriteAsync(HttpContext context, HealthView view) =>
        context.Response.WriteAsJsonAsync(view, HealthJson.Default.HealthView, cancellationToken: context.RequestAborted);
}

/// <summary>The body of a health response: no secret, and no name of a secret.</summary>
internal sealed record HealthView(string Status, IReadOnlyDictionary<string, HealthEntry> Checks);

/// <summary>One dependency: <c>ok</c>, <c>degraded</c> (answered from the cache, or with an older version of a secret) or <c>unavailable</c>.</summary>
internal sealed record HealthEntry(string Status, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Note)
{
    public static HealthEntry Ok { get; } = new("ok", null);

    public static HealthEntry FromMemory { get; } = new("degraded", "The source fails; cached values are in use.");
}

/// <summary>The serializer of health responses.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(HealthView))]
internal sealed partial class HealthJson : JsonSerializerContext;
