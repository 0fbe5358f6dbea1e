using Microsoft.Extensions.Configuration;
using TokenExchange.Configuration;

namespace TokenExchange.Tests.Pure;

/// <summary>
/// Leads the real reader into every branch and keeps what it said of every key. Where a key takes a few words only, each of them is tried, because other keys may
/// be read with it. The reader complains of all these configurations and reads on, so none of them has to be usable.
/// </summary>
internal static class Survey
{
    public const string Root = "TokenExchange";

    private static readonly List<Reading> Readings = Explore();

    /// <summary>A reading with every duration moved by another number of seconds: a bound that moved along is another setting.</summary>
    private static readonly (Dictionary<string, string> Values, SettingsReader Reader) Moved = Move(Readings[0].Reader);

    public static IReadOnlyDictionary<string, Setting> Settings { get; } = Readings.SelectMany(reading => reading.Reader.Settings)
        .DistinctBy(pair => pair.Key, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);

    /// <summary>The words of another key with which this one has to be there. Null: with all. Empty: with none.</summary>
    public static IReadOnlyList<string>? RequiredWith(string key)
    {
        if (!Readings.Any(reading => reading.Misses(key)))
        {
            return [];
        }

        return Readings.Where(reading => reading.Choice.Length > 0).GroupBy(reading => reading.Choice, StringComparer.Ordinal)
            .Where(words => words.Any(reading => reading.Misses(key)) && !words.All(reading => reading.Misses(key)))
            .Select(words => words.Where(reading => reading.Misses(key)).Select(reading => reading.Word).ToList())
            .SingleOrDefault();
    }

    /// <summary>The key that this bound follows; null: it is fixed.</summary>
    public static string? Follows(string key, Func<Setting, object?> bound)
    {
        if (!Moved.Reader.Settings.TryGetValue(key, out var moved) || Equals(bound(moved), bound(Settings[key])))
        {
            return null;
        }

        return Moved.Values.FirstOrDefault(pair => pair.Value == $"{bound(moved):c}").Key
            ?? throw new InvalidOperationException($"A bound of {key} depends on another setting without being its value: the table has no words for that.");
    }

    private static List<Reading> Explore()
    {
        var readings = new List<Reading>();
        var ahead = new Queue<(string Choice, string Word, Dictionary<string, string> Values)>([("", "", [])]);
        var tried = new HashSet<string>(StringComparer.Ordinal);
        while (ahead.TryDequeue(out var next))
        {
            var reader = Read(next.Values);
            readings.Add(new(next.Choice, next.Word, reader));
            foreach (var (key, word) in reader.Settings.SelectMany(pair => pair.Value.Words.Select(word => (pair.Key, word))).Where(pair => tried.Add($"{pair}")))
            {
                ahead.Enqueue((key, word, new(next.Values) { [key] = word }));
            }
        }

        return readings;
    }

    private static (Dictionary<string, string> Values, SettingsReader Reader) Move(SettingsReader plain)
    {
        var values = plain.Settings.Where(pair => pair.Value.Default is TimeSpan)
            .Select((pair, i) => (pair.Key, Value: (TimeSpan)pair.Value.Default! + TimeSpan.FromSeconds(i + 1)))
            .ToDictionary(pair => pair.Key, pair => $"{pair.Value:c}", StringComparer.Ordinal);
        var reader = Read(values);
        Assert.DoesNotContain(reader.Problems, problem => problem.Contains("is not a duration", StringComparison.Ordinal));
        return (values, reader);
    }

    /// <summary>The route's id is a wildcard, and the one thing here that stands for a name of the operator's choice.</summary>
    private static SettingsReader Read(Dictionary<string, string> values)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new($"{Root}:Proxy:Routes:<id>", ""), .. values.Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value))]);
        var reader = new SettingsReader(configuration.Build().GetSection(Root), isDevelopment: false);
        Assert.Throws<ConfigurationException>(() => Configuration.Settings.Read(reader));
        return reader;
    }

    private sealed record Reading(string Choice, string Word, SettingsReader Reader)
    {
        public bool Misses(string key) => Reader.Problems.Any(problem => problem.StartsWith($"{key} is missing", StringComparison.Ordinal));
    }
}
