using System.Globalization;

namespace TokenExchange.Rotations;

/// <summary>What a rotation does next. The family is closed.</summary>
internal abstract record RotationMove
{
    private RotationMove()
    {
    }

    /// <summary>How far the rotation is; null when none has begun.</summary>
    public RotationStanding? Standing { get; init; }

    /// <summary>What it would do, as the end of a sentence.</summary>
    public abstract string Intent { get; }

    /// <summary>What it has done.</summary>
    public abstract string Done { get; }

    /// <summary>Nothing: the policy does not ask for a rotation.</summary>
    public sealed record NotDue(int AgeDays, int LimitDays) : RotationMove
    {
        public override string Intent => $"nothing: the version in use is {AgeDays} days old, the limit is {LimitDays}";

        public override string Done => $"not due: the version in use is {AgeDays} days old, the limit is {LimitDays}.";
    }

    /// <summary>Nothing until then.</summary>
    public sealed record Wait(DateTimeOffset Until, string Reason) : RotationMove
    {
        private string Moment => Until.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

        public override string Intent => $"wait until {Moment} UTC: {Reason}";

        public override string Done => $"continues at {Moment} UTC or later: {Reason}.";
    }

    /// <summary>A new value is created and stored.</summary>
    /// <param name="Old">The version in use.</param>
    /// <param name="Versions">How many versions there are: with another number, another process has stored one meanwhile.</param>
    /// <param name="Abandoned">The id of a rotation whose process ended between creating and storing; null when there is none.</param>
    /// <param name="LeftBehind">The label of a value that it may have created and that only a person can find; null when there is none.</param>
    public sealed record Create(RotatedVersion Old, int Versions, string? Abandoned, string? LeftBehind) : RotationMove
    {
        public override string Intent => "create a new value and store it, not yet in use";

        public override string Done => "created a new value and stored it, not yet in use."
            + (LeftBehind is null ? "" : $" A process before this one ended during the step: look for a value named {LeftBehind} where it is issued, and revoke it.");
    }

    /// <summary>The new value is verified and then used.</summary>
    public sealed record Use(RotatedVersion New, bool HasLeaked) : RotationMove
    {
        public override string Intent => $"verify version {New.ShortId} by a call, and use it";

        public override string Done => $"verified version {New.ShortId} by a call; it is used from now on.";

        /// <summary>
        /// Whether the version in use has a value of the same place, created by a process that ran at the same time. Only the later one of the two is valid:
        /// when this one is rejected, it ends, and the one in use stays.
        /// </summary>
        public bool HasRival { get; init; }
    }

    /// <summary>A version ends: disabled in the vault, then revoked where it was issued.</summary>
    /// <param name="Old">The version.</param>
    /// <param name="Credential">The id of its value where it was issued; null when there is nothing to revoke, or when it is not known.</param>
    public sealed record End(RotatedVersion Old, string? Credential) : RotationMove
    {
        /// <summary>The version that stays in use, whose value is verified again before; null where the one that ends was never used.</summary>
        public RotatedVersion? Successor { get; init; }

        /// <summary>Whether the end is completed later, after another version with a value of the same place was disabled too.</summary>
        public bool IsUnfinished { get; init; }

        public override string Intent => $"disable version {Old.ShortId}" + (Credential is null ? "" : " and revoke its value");

        public override string Done => $"disabled version {Old.ShortId}" + (Credential is null
            ? Old.Record is null ? ". It was written by hand: if its value is valid elsewhere, end that there." : "."
            : " and revoked its value.");
    }

    /// <summary>No older version is left.</summary>
    public sealed record Complete(RotatedVersion New) : RotationMove
    {
        public override string Intent => "record that the rotation is complete";

        public override string Done => $"the rotation is complete: version {New.ShortId} is the only one in use.";
    }
}
