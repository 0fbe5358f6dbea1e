using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TokenExchange.Emulators.Wire;

namespace TokenExchange.Bench.Stand;

/// <summary>One Kestrel on a free port of loopback, on real sockets, as in production. Nobody listens to its log, whichever side is measured.</summary>
internal static class LoopbackServer
{
    public static async Task<WebApplication> StartAsync(
        LoopbackPort port, Action<IEndpointRouteBuilder> map, X509Certificate2? certificate = null, Action<IServiceCollection>? add = null)
    {
        var builder = EmulatorHost.CreateBuilder(Environments.Production);
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        port.Use(builder, certificate);
        add?.Invoke(builder.Services);
        var app = builder.Build();
        map(app);
        await app.StartAsync();
        return app;
    }
}
