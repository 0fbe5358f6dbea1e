namespace TokenExchange.LocalHost.Hosting;

/// <summary>What holds for every application of the local host: the gateway, and each of the services.</summary>
internal static class EveryApplication
{
    /// <summary>An exception is an empty 500. The framework's own page would show sources, headers and cookies.</summary>
    public static void Guard(WebApplication app) => app.UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandler = _ => Task.CompletedTask });
}
