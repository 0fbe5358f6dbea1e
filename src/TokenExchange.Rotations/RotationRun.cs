using System.Runtime.CompilerServices;
using TokenExchange.Failures;
using TokenExchange.Rotations.Vault;

namespace TokenExchange.Rotations;

/// <summary>Runs rotations as far as they go now. A rotation that fails does not stop the others.</summary>
/// <param name="demand">Why rotations are run.</param>
/// <param name="isDry">Whether the next step is only shown.</param>
internal sealed class RotationRun(RotationDemand demand, bool isDry)
{
    /// <summary>More steps than a rotation has, unless many old versions end.</summary>
    private const int MostMoves = 50;

    /// <summary>Carries out one step after the other, and reports each when it is done.</summary>
    public async IAsyncEnumerable<RotationProgress> RunAsync(IEnumerable<SecretRotation> rotations, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var rotation in rotations)
        {
            for (var moves = 0; moves < MostMoves; moves++)
            {
                var progress = await AdvanceAsync(rotation, cancellationToken);
                yield return progress;
                if (progress is not RotationProgress.Done { Move: not (RotationMove.Wait or RotationMove.NotDue or RotationMove.Complete) })
                {
                    break;
                }
            }
        }
    }

    private async Task<RotationProgress> AdvanceAsync(SecretRotation rotation, CancellationToken cancellationToken)
    {
        try
        {
            var next = await rotation.NextAsync(demand, cancellationToken);
            return isDry
                ? new RotationProgress.Planned(rotation.Name, next)
                : new RotationProgress.Done(rotation.Name, await rotation.ApplyAsync(next, demand, cancellationToken));
        }
        catch (Exception cause) when (Explain(cause) is { } reason && !cancellationToken.IsCancellationRequested)
        {
            return new RotationProgress.Failed(rotation.Name, reason);
        }
    }

    /// <summary>Why a rotation stopped, in fixed words; null for an exception that is a bug. Messages of other parties may contain what must not be shown.</summary>
    private static string? Explain(Exception cause) => cause switch
    {
        RotationException known => known.Message,
        OutageException outage when outage.Failure.Code == Catalogue.VaultUnavailable.Code => "The vault does not respond or does not sign. The next run tries again.",
        OutageException outage => $"The provider does not respond ({outage.Failure.Code}). The next run tries again.",
        HttpRequestException or TaskCanceledException => $"The place where the value is issued does not respond: {NetworkFault.Describe(cause)}. The next run tries again.",
        _ when VaultFault.Of(cause, "The call to the vault") is { } fault => fault.Found + Advice(cause),
        _ => null,
    };

    private static string Advice(Exception cause) => cause is Azure.RequestFailedException refused
        ? refused.Status switch
        {
            401 or 403 => " The account needs \"Key Vault Secrets Officer\" on the secret, or \"Key Vault Crypto Officer\" on the key.",
            404 => " If it was deleted, recover it: docs/operations/recovery.md.",
            409 => " It may be deleted and recoverable: docs/operations/recovery.md.",
            429 => " Too many calls: the next run, some minutes later, tries again.",
            _ => "",
        }
        : "";
}
