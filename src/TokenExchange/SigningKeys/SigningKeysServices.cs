using Microsoft.Extensions.DependencyInjection;

namespace TokenExchange.SigningKeys;

/// <summary>Registers the signing-keys room.</summary>
internal static class SigningKeysServices
{
    public static IServiceCollection AddSigningKeys(this IServiceCollection services)
    {
        services.AddSingleton<SigningKeyCache>();
        services.AddSingleton<SignatureVerifier>();
        services.AddSingleton<IdTokenVerifier>();
        services.AddSingleton<LogoutTokenVerifier>();
        return services;
    }
}
