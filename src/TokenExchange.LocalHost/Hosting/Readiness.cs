using System.Runtime.InteropServices;
using System.Text.Json;

namespace TokenExchange.LocalHost.Hosting;

/// <summary>Says, once everything listens, where it is: one JSON line for programs, one sentence for people.</summary>
internal static class Readiness
{
    /// <param name="gateway">Its address; null where there is none.</param>
    /// <param name="configuration">What the gateway uses.</param>
    /// <param name="options">What is somebody else's.</param>
    /// <param name="services">Where those of this process are.</param>
    public static void Say(string? gateway, IConfiguration configuration, LocalHostOptions options, Addresses services)
    {
        Console.WriteLine(Line(gateway, configuration, options, services));
        if (gateway is not null)
        {
            Console.WriteLine($"Open {gateway} and sign in as alice or bob. Ctrl+C stops everything.");
        }
    }

    /// <summary>What the gateway really uses, or without one, where the services are. Null where nobody knows.</summary>
    public static string Line(string? gateway, IConfiguration configuration, LocalHostOptions options, Addresses services)
    {
        return JsonSerializer.Serialize(new
        {
            ready = true,
            gateway,
            provider = Used("Provider:Authority", services.Provider, options.IsProviderExternal),
            vault = Used("KeyVault:Uri", services.Vault, options.IsVaultExternal),
            vaultThumbprint = options.VaultThumbprint ?? (options.IsVaultExternal ? null : services.VaultThumbprint),
            api = Used("Proxy:Routes:echo:Destination", services.Api),
        });

        string? Used(string key, string own, bool isExternal = false) => Known(gateway is null && !isExternal ? own : configuration["TokenExchange:" + key]);
    }

    private static string? Known(string? address) =>
        string.IsNullOrEmpty(address) || (Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Port == 0) ? null : address;

    public static async Task UntilStoppedAsync()
    {
        var stopped = new TaskCompletionSource();
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        await stopped.Task;

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stopped.TrySetResult();
        }
    }
}
