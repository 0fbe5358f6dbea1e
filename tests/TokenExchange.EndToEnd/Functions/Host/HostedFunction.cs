using System.Text.Json;

namespace TokenExchange.EndToEnd.Functions.Host;

/// <summary>A function as the worker indexes it.</summary>
/// <param name="Id">The worker's own identifier.</param>
/// <param name="Name">Its name.</param>
/// <param name="Trigger">The settings of its trigger.</param>
internal sealed record HostedFunction(string Id, string Name, JsonElement Trigger)
{
    /// <summary>The kind of its trigger.</summary>
    public string Type => Text("type")!;

    /// <summary>The parameter that gets what the trigger carries.</summary>
    public string Parameter => Text("name")!;

    /// <summary>Where the host routes requests to it; only with an HTTP trigger.</summary>
    public string Route => Text("route")!;

    /// <summary>Whether callers have to show a key; only with an HTTP trigger.</summary>
    public string Level => Text("authLevel")!;

    /// <summary>The methods that it takes; none means all.</summary>
    public IReadOnlyList<string> Methods =>
        Trigger.TryGetProperty("methods", out var methods) ? [.. methods.EnumerateArray().Select(method => method.GetString()!)] : [];

    /// <summary>Reads RpcFunctionMetadata.</summary>
    public static HostedFunction Read(byte[] bytes)
    {
        var metadata = Message.Read(bytes);
        var trigger = metadata.All(10).Select(binding => JsonSerializer.Deserialize<JsonElement>(binding)) // raw_bindings
            .Single(binding => binding.GetProperty("type").GetString()!.EndsWith("Trigger", StringComparison.OrdinalIgnoreCase));
        return new HostedFunction(metadata.Text(13), metadata.Text(4), trigger);
    }

    /// <summary>A setting of the trigger; null when it has none of this name.</summary>
    public string? Text(string setting) => Trigger.TryGetProperty(setting, out var value) ? value.GetString() : null;
}
