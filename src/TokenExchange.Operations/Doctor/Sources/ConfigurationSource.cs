using System.Text.Json;

namespace TokenExchange.Operations.Doctor.Sources;

/// <summary>Reads the configuration to examine: the environment, standard input, or a file. The format is detected from the content.</summary>
internal static class ConfigurationSource
{
    /// <summary>The argument that means this process's environment.</summary>
    public const string EnvironmentWord = "env";

    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>The configuration; null with the problem when it cannot be read.</summary>
    public static IConfiguration? TryRead(string source, Surroundings surroundings, out string problem)
    {
        problem = "";
        try
        {
            return Read(source, surroundings);
        }
        catch (FormatException wrong)
        {
            problem = wrong.Message;
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            problem = $"The file is not readable ({cause.GetType().Name}).";
        }

        return null;
    }

    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    /// <exception cref="FormatException">The file has an unknown format.</exception>
    private static IConfiguration Read(string source, Surroundings surroundings)
    {
        if (source == EnvironmentWord)
        {
            return surroundings.Environment();
        }

        using var file = surroundings.Open(source);
        using var reader = new StreamReader(file);
        var text = reader.ReadToEnd();
        return text.AsSpan().TrimStart() is ['{' or '[' or '/', ..] ? ReadJson(text) : Build(VariableFile.Settings(VariableFile.Read(text)));
    }

    private static IConfiguration ReadJson(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text, Lenient);
            return json.RootElement switch
            {
                { ValueKind: JsonValueKind.Array } list => Build(AppSettingsList.Read(list)),
                { ValueKind: JsonValueKind.Object } root when root.TryGetProperty("Values", out var values) => Build(LocalSettings(root, values)),
                { ValueKind: JsonValueKind.Object } root when root.TryGetProperty(AzdEnvironment.Mark, out _) => Build(VariableFile.Settings(Texts(root))),
                { ValueKind: JsonValueKind.Object } => AppSettings(text),
                _ => throw new FormatException("The file is neither a JSON object nor a list."),
            };
        }
        catch (JsonException)
        {
            throw new FormatException("The file is not valid JSON."); // the parser's message would contain a part of the file
        }
    }

    private static IEnumerable<KeyValuePair<string, string?>> LocalSettings(JsonElement root, JsonElement values)
    {
        if (values.ValueKind != JsonValueKind.Object
            || (root.TryGetProperty("IsEncrypted", out var encrypted) && encrypted.ValueKind == JsonValueKind.True))
        {
            throw new FormatException("The file's Values are encrypted or not an object. Decrypt them first (func settings decrypt).");
        }

        return values.EnumerateObject().Select(value => KeyValuePair.Create(value.Name, (string?)value.Value.ToString()));
    }

    private static Dictionary<string, string> Texts(JsonElement root) => root.EnumerateObject().ToDictionary(
        member => member.Name, member => member.Value.ToString(), StringComparer.Ordinal);

    /// <summary>Names as in environment variables and app settings, with <c>__</c> between their parts.</summary>
    private static IConfigurationRoot Build(IEnumerable<KeyValuePair<string, string?>> settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key.Replace("__", ":", StringComparison.Ordinal), setting.Value)))
        .Build();

    private static IConfigurationRoot AppSettings(string text)
    {
        using var stream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text));
        return new ConfigurationBuilder().AddJsonStream(stream).Build();
    }
}
