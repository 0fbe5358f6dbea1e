using System.Globalization;
using Microsoft.Extensions.Logging;
using TokenExchange.Rotations;
using TokenExchange.Rotations.Inventory;

namespace TokenExchange.Rotator;

/// <summary>
/// Writes one record for each secret in use, with what <c>inventory</c> shows of it: the tags of the vault are in no log and no metric, so that a workbook and
/// an alert could not have them otherwise. No value is read.
/// </summary>
public sealed class InventoryWork
{
    /// <summary>What stands in a field whose value is not known or does not exist.</summary>
    internal const string None = "-";

    private readonly SecretInventory _inventory;
    private readonly int _maximumAge;
    private readonly RotatorLog _log;

    private InventoryWork(SecretInventory inventory, int maximumAge, RotatorLog log) => (_inventory, _maximumAge, _log) = (inventory, maximumAge, log);

    internal static InventoryWork Create(UnstartedService service, int maximumAge, ILoggerFactory loggers) =>
        new(SecretInventory.Of(service.Services), maximumAge, new RotatorLog(loggers));

    /// <summary>Lists the versions of every secret in use, and writes the records.</summary>
    public async Task RecordAsync(CancellationToken cancellationToken)
    {
        foreach (var row in await _inventory.ReadAsync(_maximumAge, cancellationToken))
        {
            _log.Inventory(
                row.Secret.Name,
                row.Policy.Owner ?? None,
                row.Policy.Class ?? None,
                row.InUse?.Version ?? None,
                Number(row.AgeDays),
                Number(row.Policy.RotateAfterDays),
                Number(row.Policy.OverlapDays),
                Number(row.DaysToExpiry),
                row.LastRotation?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? None,
                row.Policy.RotationCause ?? None,
                row.Rotation?.Standing.Step ?? None,
                string.Join(", ", row.UsedFor),
                row.Breaches.Count > 0 ? string.Join(' ', row.Breaches) : None);
        }
    }

    private static string Number(int? number) => number?.ToString(CultureInfo.InvariantCulture) ?? None;
}
