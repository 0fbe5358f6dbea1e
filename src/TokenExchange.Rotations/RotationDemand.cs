namespace TokenExchange.Rotations;

/// <summary>Why rotations are run.</summary>
/// <param name="IsDueOnly">Whether a rotation begins only when the policy says so. One that has begun is continued in any case.</param>
/// <param name="HasLeaked">Whether the value in use has leaked: the waiting times are then as short as possible.</param>
internal sealed record RotationDemand(bool IsDueOnly, bool HasLeaked)
{
    /// <summary>The causes, as the tag <c>rotation-cause</c> has them.</summary>
    public const string Planned = "planned";
    public const string Leaked = "leaked";

    public string Cause => HasLeaked ? Leaked : Planned;
}
