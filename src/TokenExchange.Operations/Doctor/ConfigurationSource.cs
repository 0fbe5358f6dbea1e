using System.Text.Json;

namespace TokenExchange.Operations.Doctor;

/// <summary>Reads the configuration that is to be examined: a file of one of two shapes, or the environment.</summary>
internal static class ConfigurationSource
{
    /// <summary>The argument that means this process's environment.</summary>
    public const string EnvironmentWord = "env";

    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    /// <exception cref="FormatException">The file has neither shape.</exception>
    public static IConfiguration Read(string source, Surroundings surroundings)
    {
        if (source == EnvironmentWord)
        {
            return surroundings.Environment();
        }

        using var file = surroundings.Open(source);
        using var reader = new StreamReader(file);
        return Parse(reader.ReadToEnd());
    }

    /// <summary>An object <c>Values</c> with <c>__</c> in its names is local.settings.json; anything else is appsettings.json.</summary>
    private static IConfiguration Parse(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text, Lenient);
            if (json.RootElement.ValueKind != JsonValueKind.Object)
            {
                throw new FormatException("The file is not a JSON object.");
            }

            return json.RootElement.TryGetProperty("Values", out var values) ? Settings(json.RootElement, values) : AppSettings(text);
        }
        catch (JsonException)
        {
            throw new FormatException("The file is not JSON."); // the parser's message would repeat what stands there
        }
    }

    private static IConfiguration Settings(JsonElement root, JsonElement values)
    {
        if (values.ValueKind != JsonValueKind.Object
            || (root.TryGetProperty("IsEncrypted", out var encrypted) && encrypted.ValueKind == JsonValueKind.True))
        {
            throw new FormatException("The file's Values are encrypted or are no object; decrypt them first (func settings decrypt).");
        }

        var pairs = values.EnumerateObject().Select(value => KeyValuePair.Create(
            value.Name.Replace("__", ":", StringComparison.Ordinal), (string?)value.Value.ToString()));
        return new ConfigurationBuilder().AddInMemoryCollection(pairs).Build();
    }

    private static IConfigurationRoot AppSettings(string text)
    {
        using var stream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text));
        return new ConfigurationBuilder().AddJsonStream(stream).Build();
    }
}
