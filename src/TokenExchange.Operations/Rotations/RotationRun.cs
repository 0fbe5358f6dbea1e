using TokenExchange.Failures;
using TokenExchange.Operations.Vault;

namespace TokenExchange.Operations.Rotations;

/// <summary>Runs rotations as far as they go now, and writes what was done. No line contains a value.</summary>
internal sealed class RotationRun(RotationDemand demand, bool isDry, TextWriter output, TextWriter errors)
{
    /// <summary>More steps than a rotation has, unless many old versions end.</summary>
    private const int MostMoves = 50;

    /// <summary>Exit code: 0 every rotation went as far as it can now, 1 one failed. The others are run in any case.</summary>
    public async Task<int> RunAsync(IEnumerable<SecretRotation> rotations, CancellationToken cancellationToken)
    {
        var code = 0;
        foreach (var rotation in rotations)
        {
            try
            {
                await AdvanceAsync(rotation, cancellationToken);
            }
            catch (Exception cause) when (Explain(cause) is { } reason && !cancellationToken.IsCancellationRequested)
            {
                await errors.WriteLineAsync($"{rotation.Name}: error: {reason}");
                code = 1;
            }
        }

        return code;
    }

    private async Task AdvanceAsync(SecretRotation rotation, CancellationToken cancellationToken)
    {
        for (var moves = 0; moves < MostMoves; moves++)
        {
            var next = await rotation.NextAsync(demand, cancellationToken);
            if (isDry)
            {
                await output.WriteLineAsync($"{rotation.Name}: would {next.Intent}.");
                return;
            }

            await rotation.ApplyAsync(next, demand, cancellationToken);
            await output.WriteLineAsync($"{rotation.Name}: {next.Done}");
            if (next is RotationMove.Wait or RotationMove.NotDue or RotationMove.Complete)
            {
                return;
            }
        }
    }

    /// <summary>Why a rotation stopped, in fixed words; null for an exception that is a bug. Messages of other parties may contain what must not be shown.</summary>
    private static string? Explain(Exception cause) => cause switch
    {
        RotationException known => known.Message,
        OutageException outage => $"The provider does not respond ({outage.Failure.Code}). Run the command again.",
        _ when VaultFault.Of(cause, "The call to the vault") is { } fault => fault.Found + Advice(cause),
        _ => null,
    };

    private static string Advice(Exception cause) => cause is Azure.RequestFailedException refused
        ? refused.Status switch
        {
            401 or 403 => " The account needs \"Key Vault Secrets Officer\" on the secret.",
            404 => " If it was deleted, recover it: docs/operations/recovery.md.",
            409 => " It may be deleted and recoverable: docs/operations/recovery.md.",
            429 => " Too many calls: run the command again in some minutes.",
            _ => "",
        }
        : "";
}
