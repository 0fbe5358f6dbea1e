using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using TokenExchange.ApiTokens;
using TokenExchange.Configuration;
using TokenExchange.Events;
using TokenExchange.Gate;
using TokenExchange.Health;
using TokenExchange.Login;
using TokenExchange.Provider;
using TokenExchange.Proxy;
using TokenExchange.Secrets;
using TokenExchange.Sessions;
using TokenExchange.SharedState;
using TokenExchange.SigningKeys;
using TokenExchange.Telemetry;

namespace TokenExchange;

/// <summary>Registers the service.</summary>
public static class TokenExchangeRegistration
{
    /// <summary>
    /// Reads section <c>TokenExchange</c> and registers the <see cref="Gateway"/> with everything it needs. A host may register its own
    /// <see cref="TimeProvider"/>, vault client or token credential before.
    /// </summary>
    /// <exception cref="ConfigurationException">The configuration is not valid; the message lists every problem.</exception>
    public static IServiceCollection AddTokenExchange(this IServiceCollection services, IConfiguration configuration, IHostEnvironment environment)
    {
        var settings = Settings.Read(configuration, environment.IsDevelopment());
        services.AddSingleton(settings.Gate);
        services.AddSingleton(settings.Provider);
        services.AddSingleton(settings.Login);
        services.AddSingleton(settings.Sessions);
        services.AddSingleton(settings.KeyVault);
        services.AddSingleton(settings.SigningKeys);
        services.AddSingleton(settings.Proxy);
        services.AddSingleton(new PostLogout(settings.Login.PostLogoutPath));
        services.AddSingleton(new TransportRules(environment.IsDevelopment(), settings.Provider.AllowHttp));
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => new KeysOfSecret(
            provider.GetRequiredService<VaultSecrets>(), settings.Sessions.KeySecretName, "documents 1", provider.GetRequiredService<TimeProvider>()));
        return services.AddTelemetry().AddGate(environment).AddSecrets(environment).AddSharedState(settings.SharedState, configuration).AddProvider().AddSigningKeys().AddSessions().AddLogin().AddApiTokens().AddProxy().AddGateway();
    }

    private static IServiceCollection AddGateway(this IServiceCollection services)
    {
        services.AddSingleton<VaultHealth>();
        services.AddSingleton<SharedStateHealth>();
        services.AddSingleton<HealthEndpoint>();
        services.AddSingleton<VaultEventsEndpoint>();
        services.AddSingleton<RouteTable>();
        services.AddSingleton<AuthLimits>();
        services.AddHostedService<WarmUp>();
        return services.AddSingleton(provider => new Gateway(
            provider.GetRequiredService<ErrorBoundary>(),
            provider.GetRequiredService<CrossSite>(),
            provider.GetRequiredService<RouteTable>(),
            provider.GetRequiredService<ProxyEndpoint>(),
            provider.GetRequiredService<AuthLimits>(),
            provider.GetRequiredService<Instruments>(),
            provider.GetRequiredService<TimeProvider>()));
    }
}
