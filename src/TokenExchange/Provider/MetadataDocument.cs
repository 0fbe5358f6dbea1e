using System.Text.Json;
using TokenExchange.Failures;

namespace TokenExchange.Provider;

/// <summary>
/// The members of a discovery document by type. A member with a wrong type makes the document invalid: treated as absent, it would
/// turn off what it requires. Null and an empty string count as absent; members that are not used are ignored.
/// </summary>
internal sealed class MetadataDocument(JsonElement root)
{
    /// <summary>A non-empty string; null when absent.</summary>
    /// <exception cref="OutageException">The member has another type.</exception>
    public string? Text(string name) => Find(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } value => value.GetString() is { Length: > 0 } text ? text : null,
        _ => throw WrongType(name, "a string"),
    };

    /// <summary>A boolean; false when absent.</summary>
    /// <exception cref="OutageException">The member has another type.</exception>
    public bool IsTrue(string name) => Find(name) switch
    {
        null or { ValueKind: JsonValueKind.False } => false,
        { ValueKind: JsonValueKind.True } => true,
        _ => throw WrongType(name, "a boolean"),
    };

    /// <summary>Whether a list of strings contains the value; also true for an absent or empty list.</summary>
    /// <exception cref="OutageException">The member has another type.</exception>
    public bool Lists(string name, string value) => Find(name) switch
    {
        null => true,
        { ValueKind: JsonValueKind.Array } list when list.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String) =>
            list.GetArrayLength() == 0 || list.EnumerateArray().Any(item => item.ValueEquals(value)),
        _ => throw WrongType(name, "an array of strings"),
    };

    /// <summary>Whether a list of strings is there and contains the value.</summary>
    /// <exception cref="OutageException">The member has another type.</exception>
    public bool Names(string name, string value) => Find(name) is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() > 0 && Lists(name, value);

    private JsonElement? Find(string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private static OutageException WrongType(string name, string expected) =>
        new(Catalogue.ProviderResponseInvalid.WithReason($"{name} of the discovery document is not {expected}."));
}
