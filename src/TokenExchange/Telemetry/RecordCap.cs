namespace TokenExchange.Telemetry;

/// <summary>
/// Limits the records of one event for each minute. Unauthenticated callers can cause records at no cost, and each record costs money and counts toward
/// the daily quota of the log. Records that are left out are still counted in the metrics.
/// </summary>
internal sealed class RecordCap(TimeProvider clock)
{
    /// <summary>The largest number of records of one event in a minute.</summary>
    public const int MostPerMinute = 600;

    private static readonly TimeSpan Length = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<int, Minute> _minutes = [];

    /// <summary>Counts one record and returns its number within the minute, from 1.</summary>
    public int Count(int eventId)
    {
        lock (_gate)
        {
            if (!_minutes.TryGetValue(eventId, out var minute) || clock.GetElapsedTime(minute.Began) >= Length)
            {
                minute = new Minute(clock.GetTimestamp(), 0);
            }

            var number = Math.Min(minute.Records, MostPerMinute + 1) + 1;
            _minutes[eventId] = minute with { Records = number };
            return number;
        }
    }

    private readonly record struct Minute(long Began, int Records);
}
