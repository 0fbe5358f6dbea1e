namespace TokenExchange.Rotations;

/// <summary>What a run reports of one secret. The family is closed; no member contains a value.</summary>
internal abstract record RotationProgress
{
    private RotationProgress(string secret) => Secret = secret;

    /// <summary>The name of the secret.</summary>
    public string Secret { get; }

    /// <summary>What would be done next.</summary>
    public sealed record Planned(string Name, RotationMove Move) : RotationProgress(Name);

    /// <summary>What was done.</summary>
    public sealed record Done(string Name, RotationMove Move) : RotationProgress(Name);

    /// <summary>Why the rotation stopped: complete sentences with the remedy.</summary>
    public sealed record Failed(string Name, string Reason) : RotationProgress(Name);
}
