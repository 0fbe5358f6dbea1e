using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging;
using TokenExchange.Bench.Stand;
using TokenExchange.Emulators.Vault;
using TokenExchange.Emulators.Wire;

namespace TokenExchange.Bench.Load.Servers;

/// <summary>
/// The service under Kestrel, in a process of its own. Arguments: provider, vault, the vault's certificate, API, access token, size of the cache of opened
/// sessions, port (0: a free one). With a port it signs nobody in, for a cold start with a cookie of a process before it.
/// </summary>
internal static class GatewayServer
{
    public static async Task RunAsync(string[] arguments)
    {
        if (arguments is not [var provider, var vault, var thumbprint, var api, var token, var cacheSize, var portText])
        {
            throw new ArgumentException("Seven arguments are expected.", nameof(arguments));
        }

        var isColdStart = portText != "0";
        var port = new LoopbackPort(int.Parse(portText, CultureInfo.InvariantCulture));
        var origin = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port.Number}");
        var builder = EmulatorHost.CreateBuilder(Environments.Production);
        builder.Logging.ClearProviders();
        port.Use(builder);
        builder.WebHost.ConfigureKestrel(options => options.Limits.MaxRequestBodySize = null);
        builder.Services.AddSingleton(EmulatorClient.TryCreate(vault, thumbprint)!);

        // Development only for the settings, which then take http on loopback.
        var environment = new HostingEnvironment { EnvironmentName = Environments.Development };
        var settings = BenchSettings.Create(origin, provider, vault, api, int.Parse(cacheSize, CultureInfo.InvariantCulture));
        builder.Services.AddTokenExchange(settings, environment);
        await using var app = builder.Build();
        app.Run(app.Services.GetRequiredService<Gateway>().InvokeAsync);
        await app.StartAsync();
        await ServerConsole.ServeAsync(origin, isColdStart ? "" : await SignedInBrowser.CookiesAsync(app.Services, SignedInBrowser.NewSession(token, provider)));
        await app.StopAsync();
    }
}
