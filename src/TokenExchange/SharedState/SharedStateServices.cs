using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Storage;
using Azure.Storage.Blobs;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace TokenExchange.SharedState;

/// <summary>Registers the shared state: in the container that is configured, otherwise in memory.</summary>
internal static class SharedStateServices
{
    /// <summary>Name of the HTTP client that carries calls to the store.</summary>
    public const string ClientName = "TokenExchange.Storage";

    /// <summary>
    /// The development account of Azurite: published by Microsoft
    /// (https://learn.microsoft.com/azure/storage/common/storage-connect-azurite#well-known-storage-account-and-key), no secret.
    /// </summary>
    private static readonly StorageSharedKeyCredential DevelopmentAccount = new(
        SharedStateOptions.DevelopmentAccount, "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==");

    public static IServiceCollection AddSharedState(this IServiceCollection services, SharedStateOptions options, IConfiguration environment)
    {
        services.AddSingleton(options);
        services.AddSingleton(Scale.Read(environment));
        services.AddSingleton<RecentResults>();
        services.AddSingleton<StoredResults>();
        services.AddSingleton<ClaimWait>();
        services.AddSingleton(typeof(SharedTaskRunner<>));
        if (options.BlobContainerUri is not { } address)
        {
            return services.AddSingleton<ISharedState, MemorySharedState>();
        }

        services.AddHttpClient(ClientName, client => client.Timeout = Timeout.InfiniteTimeSpan) // each call has its deadline
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                UseCookies = false,
                UseProxy = false,
                AllowAutoRedirect = false,
                ConnectTimeout = TimeSpan.FromSeconds(1),
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            })
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .RemoveAllLoggers(); // they would write addresses
        services.AddSingleton<StorageAttempts>();
        services.AddSingleton(provider => Container(address, provider));
        return services.AddSingleton<ISharedState, BlobSharedState>();
    }

    /// <summary>The client, with its own retries off and a service version that storage emulators know too.</summary>
    public static BlobClientOptions ClientOptions(HttpClient client) => new(BlobClientOptions.ServiceVersion.V2025_05_05)
    {
        Transport = new HttpClientTransport(client),
        Retry = { MaxRetries = 0 },
        Diagnostics = { IsLoggingEnabled = false, IsDistributedTracingEnabled = false },
    };

    /// <summary>Azurite's container.</summary>
    public static BlobContainerClient Development(Uri address, HttpClient client) => new(address, DevelopmentAccount, ClientOptions(client));

    /// <summary>Http is accepted in Development alone, and there it is Azurite.</summary>
    private static BlobContainerClient Container(Uri address, IServiceProvider provider)
    {
        var client = provider.GetRequiredService<IHttpClientFactory>().CreateClient(ClientName);
        return address.Scheme == Uri.UriSchemeHttp
            ? Development(address, client)
            : new BlobContainerClient(
                address, new StorageCredential(provider.GetRequiredService<TokenCredential>(), provider.GetRequiredService<TimeProvider>()), ClientOptions(client));
    }
}
