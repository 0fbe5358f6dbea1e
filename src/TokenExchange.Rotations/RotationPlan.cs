using System.Text.Json;
using System.Text.Json.Serialization;
using TokenExchange.Rotations.Kinds;

namespace TokenExchange.Rotations;

/// <summary>Which secrets are rotated, and how. A file, reviewed like code: tags of the vault never say where a call goes.</summary>
internal sealed record RotationPlan
{
    private static readonly JsonSerializerOptions Strict = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
    };

    /// <summary>The secrets by their names in the vault.</summary>
    public required IReadOnlyDictionary<string, PlannedSecret> Secrets { get; init; }

    /// <summary>Without a file: only the session key is rotated, whose way is always the same.</summary>
    public static RotationPlan None { get; } = new() { Secrets = new Dictionary<string, PlannedSecret>() };

    /// <summary>The plan; null with the problem when it cannot be used.</summary>
    public static RotationPlan? TryRead(Stream file, bool allowsLoopback, out string problem)
    {
        RotationPlan plan;
        try
        {
            plan = JsonSerializer.Deserialize<RotationPlan>(file, Strict) ?? throw new JsonException();
        }
        catch (JsonException wrong)
        {
            problem = $"The plan cannot be read: line {wrong.LineNumber + 1} is not as docs/operations/rotate.md describes.";
            return null;
        }

        problem = string.Join(Environment.NewLine, plan.Secrets.SelectMany(secret => secret.Value.Problems(allowsLoopback).Select(wrong => $"{secret.Key}: {wrong}")));
        return problem.Length == 0 ? plan : null;
    }
}

/// <summary>One secret of the plan.</summary>
internal sealed record PlannedSecret
{
    public const string EntraClientSecret = "entra-client-secret";
    public const string PrivateKeyJwt = "private-key-jwt";
    public const string Http = "http";

    /// <summary>The longest <see cref="PublishAhead"/>.</summary>
    public static TimeSpan LongestPublication { get; } = TimeSpan.FromDays(30);

    public required string Kind { get; init; }

    /// <summary>Of <c>private-key-jwt</c>: how long the provider may use a cached key set. Default: a day.</summary>
    public TimeSpan? PublishAhead { get; init; }

    /// <summary>Of <c>http</c>: the calls.</summary>
    public HttpRecipe? Recipe { get; init; }

    public IEnumerable<string> Problems(bool allowsLoopback)
    {
        if (Kind is not (EntraClientSecret or PrivateKeyJwt or Http))
        {
            yield return $"kind: write {EntraClientSecret}, {PrivateKeyJwt} or {Http}.";
        }

        if (PublishAhead is not null && (Kind != PrivateKeyJwt || PublishAhead < TimeSpan.Zero || PublishAhead > LongestPublication))
        {
            yield return $"publishAhead belongs to {PrivateKeyJwt}: a duration of at most 30 days.";
        }

        if (Recipe is null == (Kind == Http))
        {
            yield return $"recipe belongs to {Http}, and only to it.";
        }

        foreach (var problem in Recipe is null ? [] : HttpRecipeCheck.Problems(Recipe, allowsLoopback))
        {
            yield return problem;
        }
    }
}
