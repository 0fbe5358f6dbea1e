using System.Text.Json;
using System.Text.Json.Serialization;

namespace TokenExchange.Sessions;

/// <summary>What a page may know of the session: chosen claims and times, no token, no cookie.</summary>
internal sealed record SessionView
{
    public static SessionView Anonymous { get; } = new() { IsAuthenticated = false };

    public required bool IsAuthenticated { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, JsonElement>? Claims { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SessionTimes? Session { get; init; }

    public static SessionView Of(Session session, SessionsOptions options, DateTimeOffset now) => new()
    {
        IsAuthenticated = true,
        Claims = new Dictionary<string, JsonElement>(session.Claims, StringComparer.Ordinal)
        {
            ["sub"] = JsonSerializer.SerializeToElement(session.Subject, SessionViewJson.Default.String),
        },
        Session = SessionTimes.Of(session, options, now.ToUnixTimeSeconds()),
    };
}

/// <summary>The session's public name, what is left of it in seconds, and how and when (Unix seconds) the user authenticated, if the provider said so.</summary>
internal sealed record SessionTimes(string Id, long ExpiresIn, long IdleExpiresIn, long AccessTokenExpiresIn)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Acr { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? AuthTime { get; init; }

    public static SessionTimes Of(Session session, SessionsOptions options, long now)
    {
        var left = session.EndsAt - now;
        return new SessionTimes(
            session.Pseudonym,
            left,
            Math.Min(left, session.LastSeen + (long)options.IdleLifetime.TotalSeconds - now),
            Math.Max(0, session.AccessTokenExpires - now))
        {
            Acr = session.Acr,
            AuthTime = session.AuthTime,
        };
    }
}

/// <summary>The answer to a logout: where to end the provider's session too, or null.</summary>
internal sealed record LogoutView(string? LogoutUrl);

/// <summary>Serializer of what pages see of sessions.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SessionView), TypeInfoPropertyName = "View")]
[JsonSerializable(typeof(LogoutView), TypeInfoPropertyName = "Logout")]
[JsonSerializable(typeof(string))]
internal sealed partial class SessionViewJson : JsonSerializerContext;
