using System.Diagnostics.CodeAnalysis;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using TokenExchange.Failures;
using TokenExchange.Telemetry;

namespace TokenExchange.SharedState;

/// <summary>
/// Bounds and repeats operations on the store. The client's own retries are off: they use the machine's clock, and hide that a conditional write whose
/// answer was lost may have succeeded.
/// </summary>
internal sealed class StorageAttempts(BlobContainerClient container, OutboundCalls calls, TimeProvider clock)
{
    /// <summary>Two attempts of a second and the pause between them end before 2.5 seconds, the most that a request waits for the store.</summary>
    private const int Most = 2;

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private volatile bool _isFailing;

    /// <summary>Whether the last operation failed.</summary>
    public bool IsFailing => _isFailing;

    /// <summary>Http is accepted in Development alone: the container of an emulator is created when it is absent. In Azure the template creates it.</summary>
    private bool IsDevelopment => container.Uri.Scheme == Uri.UriSchemeHttp;

    /// <summary>Runs an operation, once more when the store did not answer or reported a fault of its own. The operation gets the attempt's number, from 1.</summary>
    /// <exception cref="OutageException">No attempt was answered, or the store refused.</exception>
    [SuppressMessage("Design", "CA1031", Justification = "Every fault of the store is an outage; see the comment.")]
    public async Task<T> RunAsync<T>(Func<int, CancellationToken, Task<T>> operation, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var result = await AttemptAsync(token => operation(attempt, token), cancellationToken);
                _isFailing = false;
                return result;
            }
            catch (Exception fault)
            {
                // Any exception: of an error whose body it cannot parse the client throws the parser's.
                cancellationToken.ThrowIfCancellationRequested();
                if (attempt == Most || !MayPass(fault))
                {
                    _isFailing = true;
                    throw new OutageException(Catalogue.SharedStateUnavailable.WithReason(Reason(fault)), fault);
                }
            }

            await Task.Delay(Pause, clock, cancellationToken);
        }
    }

    private async Task<T> AttemptAsync<T>(Func<CancellationToken, Task<T>> operation, CancellationToken cancellationToken)
    {
        using var time = new CancellationTokenSource(Longest, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(time.Token, cancellationToken);
        return await calls.MeasureAsync(TelemetryNames.Calls.SharedState, null, async () =>
        {
            try
            {
                return await operation(either.Token);
            }
            catch (RequestFailedException absent) when (IsDevelopment && absent.ErrorCode == BlobErrorCode.ContainerNotFound)
            {
                await container.CreateIfNotExistsAsync(cancellationToken: either.Token);
                return await operation(either.Token);
            }
        });
    }

    /// <summary>Whether the fault may be gone at the next attempt: no answer, throttling, or a fault of the service.</summary>
    private static bool MayPass(Exception fault) => fault is not RequestFailedException { Status: > 0 and < 500 and not (408 or 429) };

    private static string Reason(Exception fault) => fault is RequestFailedException { Status: > 0 } refusal
        ? $"Blob Storage answered {refusal.Status} ({refusal.ErrorCode})."
        : $"Blob Storage did not answer ({fault.GetBaseException().GetType().Name}).";
}
