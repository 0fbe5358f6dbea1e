using System.Text.Json;

namespace TokenExchange.EndToEnd.Functions.Host;

/// <summary>A function as the worker indexes it: what the host routes by. No methods means all.</summary>
internal sealed record HostedFunction(string Id, string Name, string Route, string Level, IReadOnlyList<string> Methods)
{
    /// <summary>Reads RpcFunctionMetadata.</summary>
    public static HostedFunction Read(byte[] bytes)
    {
        var metadata = Message.Read(bytes);
        using var trigger = metadata.All(10).Select(binding => JsonDocument.Parse(binding)) // raw_bindings
            .Single(binding => binding.RootElement.GetProperty("type").GetString() == "httpTrigger");
        var binding = trigger.RootElement;
        return new HostedFunction(
            metadata.Text(13),
            metadata.Text(4),
            binding.GetProperty("route").GetString()!,
            binding.GetProperty("authLevel").GetString()!,
            binding.TryGetProperty("methods", out var methods) ? [.. methods.EnumerateArray().Select(method => method.GetString()!)] : []);
    }
}
