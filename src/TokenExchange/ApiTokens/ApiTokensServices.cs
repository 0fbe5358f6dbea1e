using Microsoft.Extensions.DependencyInjection;

namespace TokenExchange.ApiTokens;

/// <summary>Registers the room of tokens for APIs.</summary>
internal static class ApiTokensServices
{
    public static IServiceCollection AddApiTokens(this IServiceCollection services)
    {
        services.AddSingleton<ExchangeSeal>();
        services.AddSingleton<ExchangedTokens>();
        return services;
    }
}
