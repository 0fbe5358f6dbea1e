using Azure.Core;
using Azure.Identity;
using Azure.Security.KeyVault.Secrets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace TokenExchange.Secrets;

/// <summary>Registers the secrets room. A host may register its own <see cref="SecretClient"/> or <see cref="TokenCredential"/> before.</summary>
internal static class SecretsServices
{
    public static IServiceCollection AddSecrets(this IServiceCollection services, IHostEnvironment environment)
    {
        services.TryAddSingleton<TokenCredential>(provider => Credential(provider.GetRequiredService<KeyVaultOptions>(), environment));
        services.TryAddSingleton(provider => new SecretClient(
            provider.GetRequiredService<KeyVaultOptions>().Uri, provider.GetRequiredService<TokenCredential>(), ClientOptions()));
        services.TryAddSingleton(provider => VaultKeys.Create(
            provider.GetRequiredService<KeyVaultOptions>().Uri, provider.GetRequiredService<TokenCredential>(), ClientOptions()));
        services.AddSingleton<SecretSource>();
        services.AddSingleton<IVersionSource, VaultSource>();
        services.AddSingleton<VaultReader>();
        services.AddSingleton<VaultSigner>();
        services.AddSingleton<VaultSecrets>();
        services.AddSingleton<SecretAges>();
        return services;
    }

    /// <summary>
    /// The client's own retries end before the cache's deadline of 8 seconds; by default they can take more than 400 seconds, longer than the platform waits.
    /// </summary>
    private static SecretClientOptions ClientOptions() => new()
    {
        Retry =
        {
            Mode = RetryMode.Exponential,
            MaxRetries = 1,
            Delay = TimeSpan.FromMilliseconds(300),
            MaxDelay = TimeSpan.FromSeconds(1),
            NetworkTimeout = TimeSpan.FromSeconds(3),
        },
        Diagnostics = { IsLoggingContentEnabled = false },
    };

    /// <summary>One fixed credential in production; on a developer's machine the signed-in account.</summary>
    private static TokenCredential Credential(KeyVaultOptions options, IHostEnvironment environment)
    {
        if (environment.IsDevelopment())
        {
            return new DefaultAzureCredential();
        }

        return new ManagedIdentityCredential(string.IsNullOrEmpty(options.ManagedIdentityClientId)
            ? ManagedIdentityId.SystemAssigned
            : ManagedIdentityId.FromUserAssignedClientId(options.ManagedIdentityClientId));
    }
}
