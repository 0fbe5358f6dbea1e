using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TokenExchange.Emulators.Wire;

namespace TokenExchange.Tests.Local;

/// <summary>Somebody else's server on a free port of loopback: answers by path as a test says, and counts.</summary>
internal sealed class OutsideServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, RequestDelegate> _answers = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _calls = new();

    private OutsideServer(WebApplication app) => _app = app;

    public string Address => _app.Urls.Single();

    public static async Task<OutsideServer> StartAsync()
    {
        var builder = EmulatorHost.CreateBuilder(Environments.Production);
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(server => server.Listen(IPAddress.Loopback, 0));
        var server = new OutsideServer(builder.Build());
        server._app.UseWebSockets();
        server._app.Run(server.AnswerAsync);
        await server._app.StartAsync();
        return server;
    }

    public void Answer(string path, RequestDelegate answer) => _answers[path] = answer;

    public void Answer(string path, int status, object? body = null) => Answer(path, context =>
    {
        context.Response.StatusCode = status;
        return body is null ? Task.CompletedTask : body is string text ? context.Response.WriteAsync(text) : context.Response.WriteAsJsonAsync(body);
    });

    public int Calls(string path) => _calls.Count(call => call == path);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private Task AnswerAsync(HttpContext context)
    {
        _calls.Enqueue(context.Request.Path);
        if (_answers.TryGetValue(context.Request.Path, out var answer))
        {
            return answer(context);
        }

        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }
}
