namespace TokenExchange.Emulators.Wire;

/// <summary>
/// A small web host for emulators and tests. It does not watch configuration files: each watcher takes an inotify instance, of which Linux usually gives
/// a user 128, and a run of the tests starts hundreds of hosts.
/// </summary>
internal static class EmulatorHost
{
    /// <summary>The argument that turns the watching off for any host.</summary>
    public const string NoReload = "--hostBuilder:reloadConfigOnChange=false";

    public static WebApplicationBuilder CreateBuilder(string environment) =>
        WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = environment, Args = [NoReload] });
}
