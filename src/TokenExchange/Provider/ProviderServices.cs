using Azure.Core;
using Microsoft.Extensions.DependencyInjection;
using TokenExchange.Secrets;

namespace TokenExchange.Provider;

/// <summary>Registers the provider room.</summary>
internal static class ProviderServices
{
    public static IServiceCollection AddProvider(this IServiceCollection services)
    {
        services.AddHttpClient(ProviderHttp.ClientName, client => client.Timeout = Timeout.InfiniteTimeSpan) // each call has its own deadline
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                UseCookies = false,
                AllowAutoRedirect = false, // an address outside the metadata is never called
                UseProxy = false,
                ActivityHeadersPropagator = null, // no trace context
                ConnectTimeout = TimeSpan.FromSeconds(3),
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
                MaxResponseHeadersLength = 32,
            })
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .RemoveAllLoggers(); // they would log addresses
        services.AddSingleton<ProviderHttp>();
        services.AddSingleton<ProviderDocuments>();
        services.AddSingleton<MetadataReader>();
        services.AddSingleton<ProviderDirectory>();
        services.AddSingleton<ClientKeys>();
        services.AddSingleton<ClientKeysEndpoint>();
        services.AddSingleton<AuthorizationAddress>();
        services.AddSingleton(Credential);
        services.AddSingleton<AuthenticatedPost>();
        services.AddSingleton<TokenEndpoint>();
        return services;
    }

    private static IClientCredential Credential(IServiceProvider services)
    {
        var options = services.GetRequiredService<ProviderOptions>();
        var (clock, keys) = (services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ClientKeys>());
        return options.Credential.Kind switch
        {
            CredentialKind.ManagedIdentity => new ManagedIdentityAssertion(services.GetRequiredService<TokenCredential>(), options),
            CredentialKind.PrivateKeyJwt => new PrivateKeyCredential(keys.Secret!, keys, options, clock),
            _ => new ClientSecretCredential(
                services.GetRequiredService<VaultSecrets>().Use(options.Credential.SecretName, ClientCredentialUse.ClientSecret), options),
        };
    }
}
