using Microsoft.Extensions.DependencyInjection;

namespace TokenExchange.Login;

/// <summary>Registers the login room.</summary>
internal static class LoginServices
{
    public static IServiceCollection AddLogin(this IServiceCollection services)
    {
        services.AddSingleton<Transactions>();
        services.AddSingleton<LoginResultSeal>();
        services.AddSingleton<CodeRedemption>();
        services.AddSingleton<CompletedLogins>();
        services.AddSingleton<LoginCompletion>();
        services.AddSingleton<InitiatedLogin>();
        services.AddSingleton<LoginEndpoint>();
        services.AddSingleton<ExchangeEndpoint>();
        services.AddSingleton<CallbackEndpoint>();
        return services;
    }
}
