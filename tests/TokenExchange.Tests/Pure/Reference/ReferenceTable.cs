using System.Text.RegularExpressions;
using TokenExchange.Configuration;

namespace TokenExchange.Tests.Pure;

/// <summary>A table of docs/configuration.md: names, bounds and defaults as the reader said them, meanings from the doc comments.</summary>
internal static partial class ReferenceTable
{
    private const long Mebibyte = 1024 * 1024;

    public static string Render(string section, IEnumerable<OptionRow> rows) => string.Join(
        '\n',
        [
            $"| key under `{section}` | type and range | default | meaning | environment variable |",
            "|---|---|---|---|---|",
            .. rows.Where(row => Survey.Settings.ContainsKey(row.Key)).Select(row => Render(row, row.Key[(section.Length + 1)..], Survey.Settings[row.Key])),
        ]);

    private static string Render(OptionRow row, string name, Setting setting)
    {
        var variable = row.Key.Replace(":", "__", StringComparison.Ordinal) + (setting.IsList ? "__0" : "");
        return $"| `{name}{(setting.IsList ? ":0…n" : "")}` | {Range(row.Key, setting)} | {Default(row.Key, setting)} | {row.Meaning} | `{variable}` |";
    }

    public static string Range(string key, Setting setting)
    {
        if (setting.Words.Count > 0)
        {
            return Join(setting.Words, "or");
        }

        return setting.Least is null ? setting.Type : OneUnit().Replace($"{Bound(key, setting, s => s.Least)} to {Bound(key, setting, s => s.Most)}", "$1 to $3");
    }

    private static string Bound(string key, Setting setting, Func<Setting, object?> bound) =>
        Survey.Follows(key, bound) is { } other ? $"`{other.Split(':')[^1]}`" : InWords(bound(setting));

    public static string Default(string key, Setting setting) => Survey.RequiredWith(key) switch
    {
        null => "required",
        { Count: > 0 } words => $"required with {Join(words, "and")}",
        _ => setting.Default switch
        {
            null or IReadOnlyList<string> { Count: 0 } => "none",
            IReadOnlyList<string> values => string.Join(", ", values.Select(Code)),
            long number and >= Mebibyte => $"{Code($"{number}")} ({InMebibytes(number)})",
            var value => Code($"{value}"),
        },
    };

    private static string InWords(object? bound) => bound switch
    {
        TimeSpan time => InWords(time),
        long number and >= Mebibyte => $"{number} ({InMebibytes(number)})",
        _ => $"{bound}",
    };

    private static string InWords(TimeSpan time)
    {
        var (count, unit) = (time.Ticks % TimeSpan.TicksPerDay, time.Ticks % TimeSpan.TicksPerHour, time.Ticks % TimeSpan.TicksPerMinute) switch
        {
            _ when time == TimeSpan.Zero => (0, ""),
            _ when time < TimeSpan.FromSeconds(1) => (time.TotalMilliseconds, " millisecond"),
            (0, _, _) => (time.TotalDays, " day"),
            (_, 0, _) => (time.TotalHours, " hour"),
            (_, _, 0) => (time.TotalMinutes, " minute"),
            _ => (time.TotalSeconds, " second"),
        };
        return $"{count}{unit}{(count > 1 ? "s" : "")}";
    }

    private static string InMebibytes(long number) => $"{number / (double)Mebibyte} MiB";

    private static string Join(IReadOnlyList<string> words, string last) => words.Count == 1
        ? Code(words[0])
        : $"{string.Join(", ", words.SkipLast(1).Select(Code))} {last} {Code(words[^1])}";

    private static string Code(string text) => $"`{text}`";

    /// <summary>1 second to 9 seconds: 1 to 9 seconds.</summary>
    [GeneratedRegex(@"^(\d+) (\w+?)s? to (\d+ \2s)$")]
    private static partial Regex OneUnit();
}
