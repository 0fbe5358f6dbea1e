using Azure.Security.KeyVault.Secrets;

namespace TokenExchange.Rotations;

/// <summary>A version of the vault with what its tags say about its rotation; never its value.</summary>
internal sealed record RotatedVersion(SecretProperties Properties, RotationRecord? Record)
{
    public string Id => Properties.Version;

    /// <summary>The id as messages show it.</summary>
    public string ShortId => Id[..Math.Min(8, Id.Length)];

    public bool IsEnabled => Properties.Enabled != false;

    public RotationStep? Step => Record?.Step;

    /// <summary>Whether no instance has used the version, also after it was disabled.</summary>
    public bool IsUnused => Properties.NotBefore >= RotationVault.Never;

    /// <summary>The id of its value where it was issued; null when it is not known.</summary>
    public string? Credential { get; } = RotationRecord.ReadCredential(Properties);

    /// <summary>Whether the version was made because the one before has leaked.</summary>
    public bool ReplacesLeaked => Properties.Tags.TryGetValue(RotationRecord.CauseTag, out var cause) && cause == RotationDemand.Leaked;

    /// <summary>Whether something is left to end: the version itself, or the value where it was issued.</summary>
    public bool HasToEnd => IsEnabled || (Step is not null and not RotationStep.Ended);

    public static RotatedVersion Read(SecretProperties properties) => new(properties, RotationRecord.Read(properties));
}
