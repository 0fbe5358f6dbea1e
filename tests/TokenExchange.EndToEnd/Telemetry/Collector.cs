using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.Telemetry;

/// <summary>A collector that speaks OTLP over HTTP and keeps what it was sent. Names and values stand in Protobuf as they are, so they are looked for as text.</summary>
internal sealed class Collector : IAsyncDisposable
{
    private readonly ConcurrentQueue<(string Signal, string Text)> _sent = new();
    private readonly WebApplication _app;

    private Collector()
    {
        var builder = PlainHost.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.MapPost("/v1/{signal}", KeepAsync);
    }

    public string Address => _app.Urls.Single();

    public static async Task<Collector> StartAsync()
    {
        var collector = new Collector();
        await collector._app.StartAsync();
        return collector;
    }

    /// <summary>Everything that came of one signal: <c>traces</c>, <c>metrics</c> or <c>logs</c>.</summary>
    public string Sent(string signal) => string.Concat(_sent.Where(item => item.Signal == signal).Select(item => item.Text));

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task<IResult> KeepAsync(string signal, HttpRequest request)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        _sent.Enqueue((signal, Encoding.UTF8.GetString(body.ToArray())));
        return Results.Bytes([], "application/x-protobuf");
    }
}
