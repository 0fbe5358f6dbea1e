using Microsoft.Extensions.Logging;

namespace TokenExchange.Rotator;

/// <summary>
/// What the rotator writes, under one category. No record contains a value or a text of another party. Alerts read the names of the events
/// (<c>infra/workbooks/signals.json</c>). Not capped: the timer and the vault's events limit the number. Event ids 2200-2299.
/// </summary>
internal sealed partial class RotatorLog(ILoggerFactory loggers)
{
    public const string Category = "TokenExchange.Rotator";
    public const string Failed = "rotation_failed";
    public const string RunEnded = "rotation_run_ended";

    public const string SecretInventory = "secret_inventory";

    private readonly ILogger _logger = loggers.CreateLogger(Category);

    [LoggerMessage(2200, LogLevel.Information, "{Secret}: {Done}", EventName = "rotation_step")]
    public partial void StepDone(string secret, string done);

    [LoggerMessage(2201, LogLevel.Debug, "{Secret}: {State}", EventName = "rotation_not_due")]
    public partial void NotDue(string secret, string state);

    [LoggerMessage(2202, LogLevel.Error, "{Secret}: the rotation failed, and the version in use stays in use. {Reason} What to do: docs/operations/rotate.md, \"When a rotation fails\".", EventName = Failed)]
    public partial void RotationFailed(string secret, string reason);

    [LoggerMessage(2203, LogLevel.Information, "The run has ended: {Secrets} secrets, {Steps} steps done, {Failures} failed.", EventName = RunEnded)]
    public partial void Ended(int secrets, int steps, int failures);

    [LoggerMessage(2204, LogLevel.Information, "{Secret}: the vault reports that it expires soon.", EventName = "rotation_near_expiry")]
    public partial void NearExpiry(string secret);

    [LoggerMessage(2205, LogLevel.Information, "A message of the queue was ignored: {Reason}", EventName = "rotation_event_ignored")]
    public partial void EventIgnored(string reason);

    [LoggerMessage(2206, LogLevel.Information, "{Secret}: owner {Owner}, class {Classification}, version {Version}, {AgeDays} days old, to be replaced after {RotateAfterDays} days, overlap {OverlapDays} days, expires in {DaysToExpiry} days, last rotation {LastRotation} ({RotationCause}), unfinished rotation {Rotation}, used for {DependsOn}. Against the policy: {Breaches}", EventName = SecretInventory)]
    public partial void Inventory(
        string secret, string owner, string classification, string version, string ageDays, string rotateAfterDays, string overlapDays, string daysToExpiry, string lastRotation,
        string rotationCause, string rotation, string dependsOn, string breaches);
}
