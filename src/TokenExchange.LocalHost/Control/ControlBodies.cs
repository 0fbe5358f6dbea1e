using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using TokenExchange.Emulators;

namespace TokenExchange.LocalHost.Control;

/// <summary>Body of <c>PUT /dev/vault/secrets/{name}</c>.</summary>
internal sealed record NewSecret([property: JsonRequired] string Value, bool Enabled = true, DateTimeOffset? NotBefore = null, DateTimeOffset? Expires = null);

/// <summary>Body of <c>PATCH /dev/vault/secrets/{name}/{version}</c>.</summary>
internal sealed record SecretState([property: JsonRequired] bool Enabled);

/// <summary>Body of <c>POST /dev/provider/client-secret</c>.</summary>
internal sealed record AcceptedSecrets([property: JsonRequired] IReadOnlyList<string> Accept);

/// <summary>Body of <c>POST /dev/provider/logout</c>.</summary>
internal sealed record ProviderLogout(string? Sub = null, string? Sid = null);

/// <summary>Body of <c>POST /dev/clock</c>.</summary>
internal sealed record ClockMove([property: JsonRequired] double AdvanceSeconds)
{
    /// <summary>Whether the clock can be moved by that much.</summary>
    public bool IsPossible(TimeSpan ahead) => AdvanceSeconds >= 0 && AdvanceSeconds <= (DevClock.Furthest - ahead).TotalSeconds;

    public static IResult Refuse() =>
        Levers.Refuse($"advanceSeconds: the clock moves only forward, and at most {DevClock.Furthest.TotalSeconds:0} seconds in all.");

    public IResult Moved(TimeSpan ahead) => Results.Json(new { advancedSeconds = AdvanceSeconds, offsetSeconds = ahead.TotalSeconds });
}

/// <summary>The JSON options of the bodies: unknown members are rejected, so that a misspelt one is noticed.</summary>
internal static class ControlJson
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new TimeText() },
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };

    /// <summary>A time as ISO 8601 text, or as seconds since 1970, as in the vault's own interface.</summary>
    private sealed class TimeText : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType == JsonTokenType.String && reader.TryGetDateTimeOffset(out var time))
            {
                return time;
            }

            return reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var seconds) && seconds is >= 0 and < 253_402_300_800 // until the year 9999
                ? DateTimeOffset.FromUnixTimeSeconds(seconds)
                : throw new JsonException();
        }

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) => writer.WriteStringValue(value);
    }
}
