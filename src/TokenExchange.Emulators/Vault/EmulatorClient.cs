using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Security.KeyVault.Secrets;
using TokenExchange.Secrets;

namespace TokenExchange.Emulators.Vault;

/// <summary>The real vault client, connected to the emulator.</summary>
internal static class EmulatorClient
{
    /// <summary>Replaces the managed identity.</summary>
    public static TokenCredential Identity { get; } = new EmulatorCredential();

    /// <summary>The client of a vault with a known address and certificate; otherwise null.</summary>
    public static SecretClient? TryCreate(string? address, string? thumbprint) => thumbprint is not null && Uri.TryCreate(address, UriKind.Absolute, out var vault)
        ? Create(vault, SelfSignedCertificate.Pin(thumbprint))
        : null;

    /// <param name="address">The address of the emulator.</param>
    /// <param name="way">The HTTP handler: a pinned certificate, or a test's network.</param>
    /// <param name="retries">How often the client itself retries a failed call.</param>
    /// <param name="limit">The time limit of a call by the machine's clock, which the client measures itself; null: 3 seconds. A test whose delays are those of a clock of its own sets more.</param>
    public static SecretClient Create(Uri address, HttpMessageHandler way, int retries = 1, TimeSpan? limit = null) => new(address, Identity, Options(way, retries, limit));

    /// <summary>The keys of the same vault.</summary>
    public static VaultKeys CreateKeys(Uri address, HttpMessageHandler way, int retries = 1, TimeSpan? limit = null) =>
        VaultKeys.Create(address, Identity, Options(way, retries, limit));

    private static SecretClientOptions Options(HttpMessageHandler way, int retries, TimeSpan? limit) => new()
    {
        Transport = new HttpClientTransport(way),
        DisableChallengeResourceVerification = true, // the emulator's host is not under vault.azure.net
        Retry = { MaxRetries = retries, Delay = TimeSpan.FromMilliseconds(200), MaxDelay = TimeSpan.FromSeconds(1), NetworkTimeout = limit ?? TimeSpan.FromSeconds(3) },
    };

    private sealed class EmulatorCredential : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            new(VaultEmulator.Token, DateTimeOffset.MaxValue);

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            ValueTask.FromResult(GetToken(requestContext, cancellationToken));
    }
}
