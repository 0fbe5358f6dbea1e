using TokenExchange.Secrets;

namespace TokenExchange.Rotations;

/// <summary>
/// One kind of secret: how a value is made, verified and revoked. Every call may be repeated, by another process as well, because the process before may
/// have ended after the call and before it was recorded.
/// </summary>
internal interface ISecretRotator
{
    /// <summary>The times between the steps of a planned rotation, or of one whose cause is that the old value has leaked.</summary>
    RotationTiming Timing(bool hasLeaked);

    /// <summary>Makes a value where it is issued. Not used by anybody until it is in the vault and verified.</summary>
    Task<CreatedCredential> CreateAsync(CredentialRequest request, CancellationToken cancellationToken);

    /// <summary>Verifies the value by a call that only a valid one allows.</summary>
    Task<Verification> VerifyAsync(SecretValue value, CancellationToken cancellationToken);

    /// <summary>Ends the validity of a value that this rotator made, by the id that it gave; nothing to do if it has ended already.</summary>
    Task RevokeAsync(string credential, CancellationToken cancellationToken);

    /// <summary>Whether <see cref="DiscardAsync"/> finds everything that a process may have created and not stored.</summary>
    bool FindsAbandoned { get; }

    /// <summary>Removes what a process created under this label and did not write to the vault, where that can be found.</summary>
    Task DiscardAsync(string label, CancellationToken cancellationToken);
}

/// <summary>What a new value is for.</summary>
/// <param name="Label">The name that the value gets where it is issued; never secret.</param>
/// <param name="Replaces">The id of the value in use; null when its version does not say it.</param>
/// <param name="ExpiresOn">When the value has to expire.</param>
internal sealed record CredentialRequest(string Label, string? Replaces, DateTimeOffset ExpiresOn);

/// <summary>A new value, and the id by which it is revoked; null when there is nothing to revoke.</summary>
internal sealed record CreatedCredential(SecretValue Value, string? Id);

/// <summary>The result of a verification.</summary>
internal enum Verification
{
    /// <summary>The call succeeded with the new value.</summary>
    Accepted,

    /// <summary>The value was rejected.</summary>
    Rejected,

    /// <summary>The call says nothing about the value.</summary>
    Unknown,
}

/// <summary>The times between the steps of a rotation.</summary>
/// <param name="PublishAhead">From the creation to the verification: until the value is known where it is checked.</param>
/// <param name="UseAfter">From the verification to the first use.</param>
/// <param name="Overlap">From the first use to the end of the old value.</param>
internal sealed record RotationTiming(TimeSpan PublishAhead, TimeSpan UseAfter, TimeSpan Overlap)
{
    /// <summary>
    /// How long after its creation a value may be unknown to some of the servers that check it, or end it: until then a rejection says nothing, and a
    /// version that was never used is not ended.
    /// </summary>
    public TimeSpan Replication { get; init; }

    /// <summary>Whether values are created anew under the names of a pair, so that the end of one is the creation of another under its name.</summary>
    public bool IsPair { get; init; }

    /// <summary>Until every instance has read the vault so many times.</summary>
    public static TimeSpan UntilRead(KeyVaultOptions vault, int times = 1) => times * vault.RefreshInterval + TimeSpan.FromMinutes(1);
}
