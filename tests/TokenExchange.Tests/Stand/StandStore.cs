using Azure.Storage.Blobs;
using Microsoft.Extensions.DependencyInjection;
using TokenExchange.Emulators.Vault;
using TokenExchange.Provider;
using TokenExchange.SharedState;
using TokenExchange.Telemetry;

namespace TokenExchange.Tests.Stand;

/// <summary>How the instances of a stand reach the store of their shared state.</summary>
internal static class StandStore
{
    public static void AddStore(this IServiceCollection services, Dictionary<string, string?> settings, Network network)
    {
        if (!StandSettings.IsShared(settings))
        {
            return;
        }

        services.AddSingleton(EmulatorClient.Identity);
        services.AddHttpClient(Outbound.Storage).ConfigurePrimaryHttpMessageHandler(network.Way);
        if (StandSettings.IsSharedBySwitch(settings))
        {
            // On a clock that stands still: a call that is under way when a test moves the stand's clock neither reaches its time limit nor waits to be repeated.
            services.AddSingleton(provider => new StorageAttempts(
                provider.GetRequiredService<BlobContainerClient>(), provider.GetRequiredService<OutboundCalls>(), new ManualClock()));
        }
    }

    /// <summary>Removes the provider's documents from the store: the instance that starts next finds none, like the first one of a deployment.</summary>
    public static async Task ForgetDocumentsAsync(this TestStand stand)
    {
        await stand.Inside.GetRequiredService<KeptDocuments>().Writes.WaitAsync(WaitLimit.Longest);
        stand.Storage.Store.Remove("document/");
    }

    /// <summary>Starts an instance that finds no document of an earlier one: what a test has changed in the provider's metadata counts for it.</summary>
    public static async Task StartFirstAsync(this TestStand stand)
    {
        await stand.ForgetDocumentsAsync();
        await stand.AddGatewayAsync("app.example.test");
    }
}
