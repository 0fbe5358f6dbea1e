using System.Text.Json;
using System.Text.Json.Serialization;

namespace TokenExchange.Emulators.Wire;

/// <summary>Reads a JSON string as its text, and any other JSON value as its JSON text.</summary>
internal sealed class FaultBody : JsonConverter<string>
{
    public override string Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            return reader.GetString()!;
        }

        using var value = JsonDocument.ParseValue(ref reader);
        return value.RootElement.GetRawText();
    }

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}
