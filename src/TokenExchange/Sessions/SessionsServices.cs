using Microsoft.Extensions.DependencyInjection;

namespace TokenExchange.Sessions;

/// <summary>Registers the sessions room.</summary>
internal static class SessionsServices
{
    public static IServiceCollection AddSessions(this IServiceCollection services)
    {
        services.AddSingleton<CookieNames>();
        services.AddSingleton<SealKeys>();
        services.AddSingleton<SealContext>();
        services.AddSingleton<CookieSeal>();
        services.AddSingleton<OpenedSessions>();
        services.AddSingleton<TicketSeal>();
        services.AddSingleton<TicketStore>();
        services.AddSingleton<SessionSeal>();
        services.AddSingleton<SessionCookies>();
        services.AddSingleton<LogSeal>();
        services.AddSingleton<EndedSessions>();
        services.AddSingleton<EndedSessionsLog>();
        services.AddSingleton<EndedSessionsFollower>();
        services.AddSingleton<SessionEndings>();
        services.AddSingleton<SessionReader>();
        services.AddSingleton<RefreshTokenRevocation>();
        services.AddSingleton<ReplacedAccount>();
        services.AddSingleton<SessionStart>();
        services.AddSingleton<RefreshResultSeal>();
        services.AddSingleton<RefreshHistory>();
        services.AddSingleton<RefreshedIdToken>();
        services.AddSingleton<RefusedRefreshes>();
        services.AddSingleton<TokenRefresh>();
        services.AddSingleton<RefreshCoordinator>();
        services.AddSingleton<AccessTokens>();
        services.AddSingleton<RequestSessions>();
        services.AddSingleton<SessionChanges>();
        services.AddSingleton<EndSessionAddress>();
        services.AddSingleton<SessionEndpoint>();
        services.AddSingleton<RefreshEndpoint>();
        services.AddSingleton<LogoutEndpoint>();
        services.AddSingleton<BackchannelLogoutEndpoint>();
        return services;
    }
}
