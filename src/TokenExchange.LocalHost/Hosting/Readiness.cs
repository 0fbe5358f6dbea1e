using System.Runtime.InteropServices;
using System.Text.Json;

namespace TokenExchange.LocalHost.Hosting;

/// <summary>Prints the addresses once everything listens: one JSON line for programs, one sentence for people.</summary>
internal static class Readiness
{
    /// <param name="gateway">The address of the gateway; null without a gateway.</param>
    /// <param name="configuration">The configuration of the gateway.</param>
    /// <param name="options">Which services are external.</param>
    /// <param name="services">The addresses of the services of this process.</param>
    public static void Say(string? gateway, IConfiguration configuration, LocalHostOptions options, Addresses services)
    {
        Console.WriteLine(Line(gateway, configuration, options, services));
        if (gateway is not null)
        {
            foreach (var sentence in Sentences(gateway, configuration, options))
            {
                Console.WriteLine(sentence);
            }
        }
    }

    /// <summary>What is being started, for people who wait.</summary>
    public static string Starting(LocalHostOptions options)
    {
        string?[] parts =
        [
            options.HasGateway ? "gateway" : null,
            options.HasServices && !options.IsProviderExternal ? "dev provider" : null,
            options.HasServices && !options.IsVaultExternal ? "vault emulator" : null,
            options.HasServices ? "demo API" : null,
        ];
        return $"Starting: {string.Join(", ", parts.OfType<string>())}…";
    }

    /// <summary>What to do now, for people.</summary>
    public static IEnumerable<string> Sentences(string gateway, IConfiguration configuration, LocalHostOptions options)
    {
        var users = options.IsProviderExternal ? "sign in" : "sign in as alice or bob";
        yield return $"Open {configuration["TokenExchange:PublicOrigin"]} and {users}. Ctrl+C stops everything.";
        if (options.Page.Spa?.GetLeftPart(UriPartial.Authority) is { } spa)
        {
            yield return options.Page.IsBehindSpa
                ? $"The dev server there has to forward /api to {gateway}."
                : $"The gateway answers /api, and forwards everything else to the dev server at {spa}.";
        }

        if (options.Certificate is { } certificate)
        {
            yield return $"The certificate is {certificate.Path} (SHA-256 {certificate.Thumbprint}). Browsers warn until it is trusted; Firefox asks for an exception. To trust it:";
            foreach (var command in Trust.Commands(certificate.Path))
            {
                yield return "  " + command;
            }
        }
    }

    /// <summary>The addresses that the gateway uses, or without one, those of the services. Null where an address is unknown.</summary>
    public static string Line(string? gateway, IConfiguration configuration, LocalHostOptions options, Addresses services)
    {
        return JsonSerializer.Serialize(new
        {
            ready = true,
            gateway,
            open = gateway is null ? null : configuration["TokenExchange:PublicOrigin"],
            provider = Used("Provider:Authority", services.Provider, options.IsProviderExternal),
            vault = Used("KeyVault:Uri", services.Vault, options.IsVaultExternal),
            vaultThumbprint = options.VaultThumbprint ?? (options.IsVaultExternal ? null : services.VaultThumbprint),
            api = Used("Proxy:Routes:echo:Destination", services.Api),
            spa = options.Page.Spa?.GetLeftPart(UriPartial.Authority),
            certificate = options.Certificate is { } own ? new { path = own.Path, thumbprint = own.Thumbprint } : null,
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
