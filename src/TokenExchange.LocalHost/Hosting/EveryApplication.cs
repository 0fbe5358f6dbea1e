namespace TokenExchange.LocalHost.Hosting;

/// <summary>Settings for every application of the local host: the gateway and each of the services.</summary>
internal static class EveryApplication
{
    /// <summary>How long calls may continue at shutdown. The default of 30 seconds would pass whenever a client reads a stream.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);

    public static void Prepare(WebApplicationBuilder builder) => builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = Farewell);

    /// <summary>An exception gives an empty 500. The framework's own page would show sources, headers and cookies.</summary>
    public static void Guard(WebApplication app) => app.UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandler = _ => Task.CompletedTask });
}
