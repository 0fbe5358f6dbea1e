using Azure;
using Azure.Identity;
using TokenExchange.Failures;
using TokenExchange.Telemetry;

namespace TokenExchange.Secrets;

/// <summary>Lets the vault sign with one of its keys, within a time limit.</summary>
internal sealed class VaultSigner(VaultKeys keys, OutboundCalls calls, TimeProvider clock, CappedLogger<VaultSigner> logger)
{
    /// <summary>A token call takes 9 seconds at most; the provider gets the other half.</summary>
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(4.5);

    /// <summary>The signature; null when the vault refuses to sign with this version (403) or does not have it (404), so that another version can be tried.</summary>
    /// <exception cref="OutageException">The vault is unavailable.</exception>
    public async Task<byte[]?> SignAsync(string name, string version, string algorithm, byte[] digest, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(TimeLimit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await calls.MeasureAsync(TelemetryNames.Calls.Signature, name, () => keys.SignAsync(name, version, algorithm, digest, either.Token));
        }
        catch (RequestFailedException refused) when (VaultAnswers.IsAbsent(refused) || VaultAnswers.IsForbidden(refused))
        {
            logger.SigningRefused(version, refused.Status);
            return null;
        }
        catch (Exception cause) when (cause is RequestFailedException or AggregateException or AuthenticationFailedException)
        {
            throw Outage(cause);
        }
        catch (OperationCanceledException cause) when (!cancellationToken.IsCancellationRequested)
        {
            throw Outage(cause);
        }
    }

    private static OutageException Outage(Exception cause) => new(Catalogue.VaultUnavailable.WithReason("The vault cannot sign now."), cause);
}
