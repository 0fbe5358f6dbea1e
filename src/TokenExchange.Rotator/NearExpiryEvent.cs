using System.Text.Json;
using TokenExchange.Rotations.Vault;

namespace TokenExchange.Rotator;

/// <summary>Reads the events that the rotator acts on: of a secret, and of a key. Only the name is used, and only if it is one that the rotator knows.</summary>
internal static class NearExpiryEvent
{
    public const string OfSecret = "Microsoft.KeyVault.SecretNearExpiry";
    public const string OfKey = "Microsoft.KeyVault.KeyNearExpiry";

    /// <summary>The name of a secret or key of this vault that expires soon, from the event's <c>Id</c>; null for any other message.</summary>
    public static string? ReadName(string message, Uri vault)
    {
        try
        {
            using var json = JsonDocument.Parse(message);
            var root = json.RootElement;
            var type = Text(root, "type") ?? Text(root, "eventType");
            if (type is not (OfSecret or OfKey) || !root.TryGetProperty("data", out var data) || !Uri.TryCreate(Text(data, "Id"), UriKind.Absolute, out var id)
                || !string.Equals(id.Host, vault.Host, StringComparison.OrdinalIgnoreCase))
            {
                return null;
            }

            return (type, id.Segments) switch
            {
                (OfSecret, [_, "secrets/", var name, ..]) => name.TrimEnd('/'),
                (OfKey, [_, VaultVersions.KeyPrefix, var name, ..]) => VaultVersions.KeyPrefix + name.TrimEnd('/'),
                _ => null,
            };
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
