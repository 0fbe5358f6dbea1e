namespace TokenExchange.Telemetry;

/// <summary>
/// How many records of one event are written in a minute. A caller without a credential can cause records at no cost, and each one costs money and may use
/// up what the log takes in a day. What is left out is counted in the metrics all the same.
/// </summary>
internal sealed class RecordCap(TimeProvider clock)
{
    /// <summary>Records of one event in a minute.</summary>
    public const int MostPerMinute = 600;

    private static readonly TimeSpan Length = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<int, Minute> _minutes = [];

    /// <summary>Counts one record; tells which one of its minute it is, from 1.</summary>
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
