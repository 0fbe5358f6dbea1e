using System.Text.Json;

namespace TokenExchange.Emulators.Vault;

/// <summary>One version of a secret, as Azure Key Vault stores it.</summary>
internal sealed record VaultEntry(string Name, string Version, string Value, bool Enabled, long Created, long? NotBefore, long? Expires)
{
    /// <summary>The content type, for example a media type; null when none was given.</summary>
    public string? ContentType { get; init; }

    /// <summary>When it was created or changed last.</summary>
    public long Updated { get; init; } = Created;

    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>The version with the changes of a request body; what the body leaves out stays.</summary>
    public VaultEntry Change(JsonElement body)
    {
        var attributes = body.TryGetProperty("attributes", out var given) ? given : default;
        return this with
        {
            Enabled = Member(attributes, "enabled") is { ValueKind: not JsonValueKind.Null } enabled ? enabled.GetBoolean() : Enabled,
            NotBefore = Member(attributes, "nbf") is { ValueKind: JsonValueKind.Number } start ? start.GetInt64() : NotBefore,
            Expires = Member(attributes, "exp") is { ValueKind: JsonValueKind.Number } end ? end.GetInt64() : Expires,
            ContentType = Member(body, "contentType") is { ValueKind: JsonValueKind.String } type ? type.GetString() : ContentType,
            Tags = Member(body, "tags") is { ValueKind: JsonValueKind.Object } tags
                ? tags.EnumerateObject().ToDictionary(tag => tag.Name, tag => tag.Value.GetString()!)
                : Tags,
        };
    }

    /// <summary>The wire form of the secret bundle; without the value in listings.</summary>
    public Dictionary<string, object?> Bundle(string baseAddress, bool withValue)
    {
        var attributes = new Dictionary<string, object?>
        {
            ["enabled"] = Enabled,
            ["created"] = Created,
            ["updated"] = Updated,
            ["recoveryLevel"] = "Recoverable+Purgeable",
            ["recoverableDays"] = 90,
        };
        if (NotBefore is not null)
        {
            attributes["nbf"] = NotBefore;
        }

        if (Expires is not null)
        {
            attributes["exp"] = Expires;
        }

        var bundle = new Dictionary<string, object?> { ["id"] = $"{baseAddress}/secrets/{Name}/{Version}", ["attributes"] = attributes };
        if (ContentType is not null)
        {
            bundle["contentType"] = ContentType;
        }

        if (Tags.Count > 0)
        {
            bundle["tags"] = Tags;
        }

        if (withValue)
        {
            bundle["value"] = Value;
        }

        return bundle;
    }

    private static JsonElement? Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : null;
}
