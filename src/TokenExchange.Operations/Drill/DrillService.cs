using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using TokenExchange.Emulators.Wire;

namespace TokenExchange.Operations.Drill;

/// <summary>One emulator behind a loopback port. It counts calls, and during an outage it closes each connection without a response.</summary>
internal sealed class DrillService : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _calls;

    private DrillService(WebApplication app) => _app = app;

    /// <summary>Whether the service is down now.</summary>
    public volatile bool IsDown;

    /// <summary>Calls received, also while it was down.</summary>
    public int Calls => Volatile.Read(ref _calls);

    /// <param name="port">Its port.</param>
    /// <param name="map">Adds the endpoints.</param>
    /// <param name="isCounted">Which paths are counted.</param>
    /// <param name="certificate">For TLS; null: plain http.</param>
    public static async Task<DrillService> StartAsync(
        LoopbackPort port, Action<IEndpointRouteBuilder> map, Func<string, bool> isCounted, X509Certificate2? certificate = null)
    {
        var builder = EmulatorHost.CreateBuilder(Environments.Development);
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        port.Use(builder, certificate);
        var app = builder.Build();
        var service = new DrillService(app);
        app.Use(async (context, next) =>
        {
            if (isCounted(context.Request.Path))
            {
                Interlocked.Increment(ref service._calls);
            }

            if (service.IsDown)
            {
                context.Abort();
                return;
            }

            await next(context);
        });
        map(app);
        await app.StartAsync();
        return service;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
