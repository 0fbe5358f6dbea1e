using Microsoft.Azure.Functions.Worker;

namespace TokenExchange.Rotator;

/// <summary>The inventory of secrets, each hour. It has no address, as the other functions of this app.</summary>
public sealed class InventoryFunctions(InventoryWork work)
{
    /// <summary>A run that is missed leaves the workbook an hour older. Five minutes after the hour, so that it does not run beside <c>RotateDue</c> by default.</summary>
    [Function("RecordInventory")]
    public Task RecordAsync([TimerTrigger("0 5 * * * *")] TimerInfo timer, CancellationToken cancellationToken) => work.RecordAsync(cancellationToken);
}
