using System.Security.Cryptography;
using TokenExchange.Secrets;
using TokenExchange.Sessions;

namespace TokenExchange.Rotations.Kinds;

/// <summary>
/// The session key: 48 random bytes. It encrypts once every instance has read it, and the version before stays until no cookie depends on it. A key that has
/// leaked ends at once, with all its sessions: whoever has it can make sessions.
/// </summary>
internal sealed class SessionKeyRotator(SessionsOptions sessions, KeyVaultOptions vault) : ISecretRotator
{
    private const int Bytes = 48;

    /// <summary>A cookie is encrypted again while its session is used, and lasts no longer than the session.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(10);

    public bool FindsAbandoned => true;

    /// <summary>A new session key, as it is stored in the vault.</summary>
    public static string NewValue() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(Bytes));

    public RotationTiming Timing(bool hasLeaked) => hasLeaked
        ? new(TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero)
        : new(TimeSpan.Zero, RotationTiming.UntilRead(vault), sessions.AbsoluteLifetime + Margin);

    public Task<CreatedCredential> CreateAsync(CredentialRequest request, CancellationToken cancellationToken) =>
        Task.FromResult(new CreatedCredential(SecretValue.Read(NewValue()), Id: null));

    /// <summary>The value was read back from the vault; the service's own rule decides whether it can be used.</summary>
    public Task<Verification> VerifyAsync(SecretValue value, CancellationToken cancellationToken) =>
        Task.FromResult(KeyDerivation.Fault(value) is null ? Verification.Accepted : Verification.Rejected);

    public Task RevokeAsync(string credential, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task DiscardAsync(string label, CancellationToken cancellationToken) => Task.CompletedTask;
}
