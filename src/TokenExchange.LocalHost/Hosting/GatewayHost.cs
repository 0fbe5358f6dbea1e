using Microsoft.Extensions.Configuration.Memory;
using TokenExchange.Emulators;
using TokenExchange.Emulators.Vault;
using TokenExchange.Emulators.Wire;
using TokenExchange.LocalHost.Control;
using TokenExchange.LocalHost.Spa;

namespace TokenExchange.LocalHost.Hosting;

/// <summary>The gateway under Kestrel, with the demo page or the dev server's pages at <c>/</c>, and the control surface at <c>/dev</c>.</summary>
internal static class GatewayHost
{
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(5);

    /// <exception cref="ConfigurationException">The configuration is not valid.</exception>
    public static WebApplication Build(string[] args, LocalHostOptions options, LoopbackPort port, Addresses services, ControlSurface? control, DevClock clock)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = [EmulatorHost.NoReload, .. args],
            EnvironmentName = Environments.Development,
            ContentRootPath = AppContext.BaseDirectory, // independent of the current directory
        });
        var defaults = GatewayDefaults.For(options, options.GatewayAddress(port.Number), services, builder.Configuration);
        ((IConfigurationBuilder)builder.Configuration).Sources.Insert(0, new MemoryConfigurationSource { InitialData = defaults });
        EveryApplication.Prepare(builder);
        AddLogging(builder.Logging);
        TelemetryExport.AddTo(builder);
        port.Use(builder, options.Certificate?.Certificate);
        var thumbprint = options.VaultThumbprint ?? (options.IsVaultExternal ? null : services.VaultThumbprint);
        if (EmulatorClient.TryCreate(builder.Configuration["TokenExchange:KeyVault:Uri"], thumbprint) is { } vault)
        {
            builder.Services.AddSingleton(vault);
        }

        var remote = (options.Services ?? services.Provider).TrimEnd('/');
        if (control is null)
        {
            builder.Services.AddHostedService(_ => new ClockFollower(remote, clock)); // first, because services that start later read the clock
        }

        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.Services.AddCors();
        builder.Services.AddTokenExchange(builder.Configuration, builder.Environment);
        var app = builder.Build();
        EveryApplication.Guard(app);
        Cors.Use(app);
        app.Map("/api/{**rest}", app.Services.GetRequiredService<Gateway>().InvokeAsync);
        Action<IEndpointRouteBuilder> mapControl = control is null ? new RemoteControl(remote, clock).Map : control.Map;
        (options.HasControl ? mapControl : MapNothing)(app);
        Pages.Map(app, options.Page);
        return app;
    }

    /// <summary>
    /// Starts it and waits for its caches: a change of the clock would otherwise end its first calls to vault and provider, which have deadlines.
    /// </summary>
    public static async Task StartAsync(WebApplication app)
    {
        await app.StartAsync();
        var warmUp = app.Services.GetServices<IHostedService>().OfType<WarmUp>().Single().ExecuteTask!;
        try
        {
            await warmUp.WaitAsync(TimeLimit, TimeProvider.System);
        }
        catch (TimeoutException)
        {
            // An unresponsive vault or provider; the gateway handles that anyway.
        }
    }

    /// <summary>Otherwise the fallback of the demo page would answer.</summary>
    private static void MapNothing(IEndpointRouteBuilder app) => app.Map("/dev/{**rest}", () => Results.NotFound());

    /// <summary>Standard output is for the line with the addresses; logs go to standard error.</summary>
    private static void AddLogging(ILoggingBuilder logging)
    {
        logging.ClearProviders();
        logging.AddSimpleConsole(console => console.SingleLine = true);
        logging.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        logging.SetMinimumLevel(LogLevel.Warning);
        logging.AddFilter("TokenExchange", LogLevel.Information);
    }
}
