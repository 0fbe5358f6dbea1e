using System.Runtime.ExceptionServices;
using Microsoft.Extensions.Logging;
using TokenExchange.Rotations;

namespace TokenExchange.Rotator;

/// <summary>
/// Runs rotations for the functions. Within one instance, one run at a time. Between instances, and beside the command <c>rotate</c>, nothing is locked: the
/// steps of a rotation are safe to do twice (docs/adr/0056), and a lease would not apply to the command.
/// </summary>
public sealed class RotationWork : IDisposable
{
    private static readonly RotationDemand Due = new(IsDueOnly: true, HasLeaked: false);

    private readonly IReadOnlyList<SecretRotation> _rotations;
    private readonly Uri _vault;
    private readonly RotatorLog _log;
    private readonly SemaphoreSlim _oneRun = new(1, 1);

    private RotationWork(IReadOnlyList<SecretRotation> rotations, Uri vault, RotatorLog log) => (_rotations, _vault, _log) = (rotations, vault, log);

    internal static RotationWork Create(UnstartedService service, IReadOnlyList<SecretRotation> rotations, ILoggerFactory loggers) =>
        new(rotations, service.Vault, new RotatorLog(loggers));

    /// <summary>All secrets: continues what has begun, and begins what is due.</summary>
    public Task RunDueAsync(CancellationToken cancellationToken) => RunAsync(_rotations, cancellationToken);

    /// <summary>
    /// The secret that a message names. The message is only a reason to look: whether the secret is due follows from the vault. It is never delivered again,
    /// because the timer continues in any case.
    /// </summary>
    public async Task RunAfterEventAsync(string message, CancellationToken cancellationToken)
    {
        if (NearExpiryEvent.ReadName(message, _vault) is not { } name)
        {
            _log.EventIgnored($"it is neither {NearExpiryEvent.OfSecret} nor {NearExpiryEvent.OfKey} of this vault.");
            return;
        }

        if (_rotations.FirstOrDefault(rotation => string.Equals(rotation.Name, name, StringComparison.OrdinalIgnoreCase)) is not { } known)
        {
            _log.EventIgnored("the secret has no rotation, and is rotated by a person (docs/operations/rotation.md).");
            return;
        }

        _log.NearExpiry(known.Name);
        await RunAsync([known], cancellationToken);
    }

    public void Dispose() => _oneRun.Dispose();

    private async Task RunAsync(IReadOnlyList<SecretRotation> rotations, CancellationToken cancellationToken)
    {
        await _oneRun.WaitAsync(cancellationToken);
        try
        {
            var (steps, failures) = (0, 0);
            ExceptionDispatchInfo? bug = null;
            foreach (var rotation in rotations)
            {
                try
                {
                    await foreach (var progress in new RotationRun(Due, isDry: false).RunAsync([rotation], cancellationToken))
                    {
                        steps += Note(progress) ? 1 : 0;
                        failures += progress is RotationProgress.Failed ? 1 : 0;
                    }
                }
                catch (Exception unexpected) when (!cancellationToken.IsCancellationRequested) // a bug must raise the alert too, and not stop the other secrets
                {
                    _log.RotationFailed(rotation.Name, $"Unexpected error ({unexpected.GetType().Name}).");
                    (failures, bug) = (failures + 1, ExceptionDispatchInfo.Capture(unexpected));
                }
            }

            _log.Ended(rotations.Count, steps, failures);
            bug?.Throw();
        }
        finally
        {
            _oneRun.Release();
        }
    }

    /// <summary>Writes what was done, and returns whether it changed something.</summary>
    private bool Note(RotationProgress progress)
    {
        switch (progress)
        {
            case RotationProgress.Failed failed:
                _log.RotationFailed(failed.Secret, failed.Reason);
                return false;
            case RotationProgress.Done { Move: RotationMove.NotDue or RotationMove.Wait } idle:
                if (idle.Move is RotationMove.Wait)
                {
                    _log.StepDone(idle.Secret, idle.Move.Done);
                }
                else
                {
                    _log.NotDue(idle.Secret, idle.Move.Done);
                }

                return false;
            case RotationProgress.Done done:
                _log.StepDone(done.Secret, done.Move.Done);
                return true;
            default:
                throw new InvalidOperationException();
        }
    }
}
