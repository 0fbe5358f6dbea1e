using Microsoft.AspNetCore.Builder;

namespace TokenExchange.EndToEnd.Stand;

/// <summary>A small web host of a test. It watches no configuration files: each watcher takes an inotify instance, of which a user has 128 on Linux.</summary>
internal static class PlainHost
{
    public static WebApplicationBuilder CreateBuilder() => WebApplication.CreateSlimBuilder(["--hostBuilder:reloadConfigOnChange=false"]);
}
