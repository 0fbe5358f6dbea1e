using System.Text.Json;

namespace TokenExchange.Operations;

/// <summary>The output of a verb with <c>--json</c>: one document.</summary>
internal static class JsonOutput
{
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static Task WriteAsync<T>(TextWriter output, T document) => output.WriteLineAsync(JsonSerializer.Serialize(document, Indented));
}
