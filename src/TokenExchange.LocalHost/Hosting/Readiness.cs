using System.Runtime.InteropServices;
using System.Text.Json;

namespace TokenExchange.LocalHost.Hosting;

/// <summary>Says, once everything listens, where it is: one JSON line for programs, one sentence for people.</summary>
internal static class Readiness
{
    public static void Say(string? gateway, Addresses services, LocalHostOptions options, IConfiguration configuration)
    {
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            ready = true,
            gateway,
            provider = options.IsProviderExternal ? configuration["TokenExchange:Provider:Authority"] : services.Provider,
            vault = options.IsVaultExternal ? configuration["TokenExchange:KeyVault:Uri"] : services.Vault,
            vaultThumbprint = options.VaultThumbprint ?? services.VaultThumbprint,
            api = services.Api,
        }));
        if (gateway is not null)
        {
            Console.WriteLine($"Open {gateway} and sign in as alice or bob. Ctrl+C stops everything.");
        }
    }

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
