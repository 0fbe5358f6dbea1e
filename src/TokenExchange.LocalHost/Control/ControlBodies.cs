using System.Text.Json;
using System.Text.Json.Serialization;

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
internal sealed record ClockMove([property: JsonRequired] double AdvanceSeconds);

/// <summary>How the bodies are read: a misspelt member is refused, so that nobody tests something else than they think.</summary>
internal static class ControlJson
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };
}
