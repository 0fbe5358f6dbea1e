using Microsoft.Extensions.DependencyInjection;

namespace TokenExchange.Sessions;

/// <summary>Registers the sessions room.</summary>
internal static class SessionsServices
{
    public static IServiceCollection AddSessions(this IServiceCollection services)
    {
        services.AddSingleton<SealKeys>();
        services.AddSingleton<CookieSeal>();
        services.AddSingleton<SessionCookies>();
        services.AddSingleton<Revocations>();
        services.AddSingleton<BrowserLogins>();
        services.AddSingleton<SessionEnds>();
        services.AddSingleton<SessionReader>();
        services.AddSingleton<GrantRevocation>();
        services.AddSingleton<ReplacedAccount>();
        services.AddSingleton<SessionStart>();
        services.AddSingleton<RenewalSeal>();
        services.AddSingleton<GrantMemory>();
        services.AddSingleton<RefreshedIdToken>();
        services.AddSingleton<GrantRefresh>();
        services.AddSingleton<Renewals>();
        services.AddSingleton<AccessTokens>();
        services.AddSingleton<CookieCommit>();
        services.AddSingleton<EndSessionAddress>();
        services.AddSingleton<SessionEndpoint>();
        services.AddSingleton<RefreshEndpoint>();
        services.AddSingleton<LogoutEndpoint>();
        services.AddSingleton<BackchannelLogoutEndpoint>();
        return services;
    }
}
