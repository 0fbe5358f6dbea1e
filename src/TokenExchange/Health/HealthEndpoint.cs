using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using TokenExchange.Failures;
using TokenExchange.Gate;
using TokenExchange.Provider;
using TokenExchange.SigningKeys;

namespace TokenExchange.Health;

/// <summary>
/// <c>GET /api/health/live</c> and <c>GET /api/health/ready</c>. Readiness is read from the caches, not from the network: requests use the same caches,
/// and a probe causes no more calls than traffic does.
/// </summary>
internal sealed class HealthEndpoint(
    VaultHealth vault, ProviderDirectory provider, SigningKeyCache keys, SharedStateHealth sharedState, TimeProvider clock)
{
    /// <summary>Longer than one call to a source may take, and less than the deadline of the request: what does not answer by then is reported as such.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(9);

    public static async Task<Failure?> LiveAsync(HttpContext context)
    {
        await WriteAsync(context, new HealthView("live", new Dictionary<string, HealthEntry>()));
        return null;
    }

    public async Task<Failure?> ReadyAsync(HttpContext context)
    {
        using var limit = new Deadline(Longest, clock, context.RequestAborted);
        var checks = await Task.WhenAll(
            CheckAsync(limit, () => vault.CheckAsync(limit.Token), Catalogue.VaultUnavailable),
            CheckAsync(limit, () => FetchedAsync(provider.GetAsync(limit.Token), () => provider.IsFailing), Catalogue.ProviderUnavailable),
            CheckAsync(limit, () => FetchedAsync(keys.GetAsync(limit.Token), () => keys.IsFailing), Catalogue.ProviderUnavailable));
        var entries = new Dictionary<string, HealthEntry>
        {
            ["vault"] = checks[0],
            ["provider"] = checks[1],
            ["signingKeys"] = checks[2],
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

    private static async Task<HealthEntry> CheckAsync(Deadline limit, Func<Task<HealthEntry>> check, Failure late)
    {
        try
        {
            return await check();
        }
        catch (OutageException outage)
        {
            return new HealthEntry("unavailable", outage.Failure.Code);
        }
        catch (OperationCanceledException) when (limit.HasPassed)
        {
            return new HealthEntry("unavailable", late.Code);
        }
    }

    private static async Task<HealthEntry> FetchedAsync<T>(ValueTask<T> use, Func<bool> isFailing)
    {
        await use;
        return isFailing() ? HealthEntry.FromMemory : HealthEntry.Ok;
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
