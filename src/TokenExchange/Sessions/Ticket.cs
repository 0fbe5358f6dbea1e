using System.Text.Json;
using System.Text.Json.Serialization;

namespace TokenExchange.Sessions;

/// <summary>Stands in a cookie for the payload that does not fit into it and is kept in shared state (ADR 0047).</summary>
internal sealed record Ticket
{
    /// <summary>256 bits that give the payload's name and its key.</summary>
    [JsonPropertyName("k")]
    public required string Secret { get; init; }

    /// <summary>When the payload was written, in Unix seconds.</summary>
    [JsonPropertyName("t")]
    public required long Since { get; init; }

    /// <summary>The name of the payload that this one replaced: requests that were sent before still carry its ticket.</summary>
    [JsonPropertyName("b")]
    public string? Before { get; init; }

    public override string ToString() => $"{nameof(Ticket)} {{ *** }}";
}

/// <summary>The part of a session that a ticket stands for.</summary>
internal sealed record SessionPayload
{
    [JsonPropertyName("a")]
    public required string AccessToken { get; init; }

    [JsonPropertyName("c")]
    public required Dictionary<string, JsonElement> Claims { get; init; }

    [JsonPropertyName("d")]
    public string? IdToken { get; init; }

    public override string ToString() => $"{nameof(SessionPayload)} {{ *** }}";
}

/// <summary>The part of a refresh grant that a ticket stands for.</summary>
internal sealed record GrantPayload
{
    [JsonPropertyName("r")]
    public required string RefreshToken { get; init; }

    public override string ToString() => $"{nameof(GrantPayload)} {{ *** }}";
}
