using Microsoft.Extensions.DependencyInjection;

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
        services.AddSingleton<KeptDocuments>();
        services.AddSingleton<ProviderDirectory>();
        services.AddSingleton<ClientKeysEndpoint>();
        services.AddSingleton<AuthorizationAddress>();
        services.AddSingleton(provider => ClientCredentialKinds.Create(provider.GetRequiredService<ProviderOptions>(), provider));
        services.AddSingleton<AuthenticatedPost>();
        services.AddSingleton<TokenEndpoint>();
        services.AddSingleton<UserInfoEndpoint>();
        return services;
    }
}
