using System.Collections.Concurrent;
using System.IO.Compression;
using Microsoft.AspNetCore.Http;

namespace TokenExchange.EndToEnd.Functions.Cloud;

/// <summary>Application Insights as far as it is told things: keeps what it is sent, and what it is shown for that.</summary>
internal sealed class Insights
{
    private readonly ConcurrentQueue<(string Authorization, string Text)> _sent = new();

    public string Told => string.Concat(_sent.Select(item => item.Text));

    /// <summary>Every authorization that it saw, once.</summary>
    public IEnumerable<string> Shown => _sent.Select(item => item.Authorization).Distinct();

    /// <summary>The settings that lead there.</summary>
    public static IEnumerable<(string Key, string Value)> Settings(string address) =>
    [
        ("APPLICATIONINSIGHTS_CONNECTION_STRING", $"InstrumentationKey={Guid.NewGuid()};IngestionEndpoint={address}/"),
        ("APPLICATIONINSIGHTS_STATSBEAT_DISABLED", "true"), // what the exporter would tell its makers
    ];

    public async Task AnswerAsync(HttpContext context)
    {
        var isZipped = context.Request.Headers.ContentEncoding == "gzip";
        await using var body = isZipped ? new GZipStream(context.Request.Body, CompressionMode.Decompress) : context.Request.Body;
        using var reader = new StreamReader(body);
        var text = await reader.ReadToEndAsync();
        var count = text.Count(letter => letter == '\n') + 1;
        _sent.Enqueue((context.Request.Headers.Authorization.ToString(), text));
        await context.Response.WriteAsJsonAsync(new { itemsReceived = count, itemsAccepted = count, errors = Array.Empty<object>() });
    }
}
