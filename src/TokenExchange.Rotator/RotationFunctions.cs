using Microsoft.Azure.Functions.Worker;

namespace TokenExchange.Rotator;

/// <summary>The functions that rotate. Neither has an address: the app accepts no requests.</summary>
public sealed class RotationFunctions(RotationWork work)
{
    /// <summary>Continues what has begun, and begins what is due. The platform runs it on one instance at a time; a run that is missed delays, and nothing else.</summary>
    [Function("RotateDue")]
    public Task DueAsync([TimerTrigger("%RotationSchedule%")] TimerInfo timer, CancellationToken cancellationToken) => work.RunDueAsync(cancellationToken);

    /// <summary>The vault reports that a secret expires soon. Event Grid writes to the queue with an identity of its own.</summary>
    [Function("RotateExpiring")]
    public Task ExpiringAsync([QueueTrigger("%RotationQueue%")] string message, CancellationToken cancellationToken) =>
        work.RunAfterEventAsync(message, cancellationToken);
}
