namespace TokenExchange.Rotations;

/// <summary>How far an unfinished rotation is.</summary>
/// <param name="Step">The last step that was completed, as <see cref="RotationRecord"/> writes it; <c>begun</c> before there is a new version.</param>
/// <param name="Version">The version that the step is recorded at.</param>
/// <param name="Since">When that step was completed; for a version in use, when it was used first.</param>
/// <param name="PossibleFrom">When the next step can be done.</param>
internal sealed record RotationStanding(string Step, RotatedVersion Version, DateTimeOffset Since, DateTimeOffset PossibleFrom)
{
    /// <summary>The step of a version that a rotation made, or that it is ending. The record of an ending keeps its earlier time; the vault has the time of the write.</summary>
    public static RotationStanding Of(RotatedVersion version)
    {
        var record = version.Record!;
        var since = record.Step == RotationStep.Ending ? version.Properties.UpdatedOn ?? record.At : record.At;
        return new(RotationRecord.Word(record.Step), version, since, since);
    }
}
