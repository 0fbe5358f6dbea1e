using System.Reflection;
using TokenExchange.Configuration;
using TokenExchange.Gate;

namespace TokenExchange.Tests.Pure;

/// <summary>One property of the options, with the whole key that fills it.</summary>
internal sealed record OptionRow(string Key, string Meaning, PropertyInfo Property)
{
    /// <summary>All of them, in the order of the source. Of two properties that one key fills the first speaks.</summary>
    public static IReadOnlyList<OptionRow> All { get; } =
    [
        .. typeof(Settings).GetProperties()
            .SelectMany(room => Below(room.PropertyType, room.PropertyType == typeof(GateOptions) ? $"{Survey.Root}:" : $"{Survey.Root}:{room.Name}:"))
            .DistinctBy(row => row.Key, StringComparer.Ordinal),
    ];

    private static IEnumerable<OptionRow> Below(Type options, string above) => options.GetProperties().OrderBy(property => property.MetadataToken)
        .SelectMany(property => Of(property, above + (DocComments.Key(property) ?? property.Name)));

    private static IEnumerable<OptionRow> Of(PropertyInfo property, string key)
    {
        if (property.PropertyType.GetGenericArguments() is [_, var named] && IsOptions(named))
        {
            return Below(named, $"{key}:<id>:");
        }

        var meaning = DocComments.Meaning(property);
        if (property.PropertyType == typeof(IReadOnlyDictionary<string, string>))
        {
            return [new($"{key}:<name>", meaning, property)];
        }

        return IsOptions(property.PropertyType) ? Below(property.PropertyType, $"{key}:").Select((row, i) => i == 0 ? Introduced(row, meaning) : row) : [new(key, meaning, property)];
    }

    /// <summary>What is said of a section opens its first row.</summary>
    private static OptionRow Introduced(OptionRow row, string meaning) => row with { Meaning = $"{meaning} {row.Meaning}" };

    private static bool IsOptions(Type type) => type.Assembly == typeof(Settings).Assembly && type.Name.EndsWith("Options", StringComparison.Ordinal);
}
