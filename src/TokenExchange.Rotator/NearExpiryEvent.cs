using System.Text.Json;

namespace TokenExchange.Rotator;

/// <summary>Reads the one event that the rotator acts on. Only the name of the secret is used, and only if it is one that the rotator knows.</summary>
internal static class NearExpiryEvent
{
    public const string Type = "Microsoft.KeyVault.SecretNearExpiry";

    /// <summary>The name of a secret of this vault that expires soon, from the event's <c>Id</c>; null for any other message.</summary>
    public static string? ReadName(string message, Uri vault)
    {
        try
        {
            using var json = JsonDocument.Parse(message);
            var root = json.RootElement;
            return (Text(root, "type") ?? Text(root, "eventType")) == Type
                && root.TryGetProperty("data", out var data) && Uri.TryCreate(Text(data, "Id"), UriKind.Absolute, out var id)
                && string.Equals(id.Host, vault.Host, StringComparison.OrdinalIgnoreCase) && id.Segments is [_, "secrets/", var name, ..]
                    ? name.TrimEnd('/') : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
