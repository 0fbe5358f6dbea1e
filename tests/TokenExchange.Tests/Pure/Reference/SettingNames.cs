using System.Text.RegularExpressions;

namespace TokenExchange.Tests.Pure;

/// <summary>Finds names of settings in pages and templates, and knows which of them exist.</summary>
internal static partial class SettingNames
{
    private static readonly string Sections = string.Join(
        '|', Survey.Settings.Keys.Select(key => key.Split(':')).Where(parts => parts.Length > 2).Select(parts => parts[1]).Distinct());

    /// <summary>Keys as prose writes them: with the root in front, or alone between backticks.</summary>
    private static readonly Regex Key = new($"(?<![\\w:]){Survey.Root}:[\\w:<>*…-]+|(?<=`)({Sections}):[\\w:<>*…-]+(?=`)");

    /// <summary>The names in this text that no setting has, as they are written there.</summary>
    public static IEnumerable<string> Unknown(string text) =>
    [
        .. Variable().Matches(text).Select(match => match.Value).Where(name => !IsVariable(name)),
        .. Key.Matches(text).Select(match => match.Value).Where(name => !IsKey(name)),
    ];

    /// <summary>A whole name as an environment variable has it; of a list, with the number of an entry.</summary>
    public static bool IsSetting(string variable)
    {
        var parts = variable.Split("__");
        return Survey.Settings.Any(pair => pair.Value.IsList
            ? int.TryParse(parts[^1], out _) && Is(parts[..^1], pair.Key.Split(':'))
            : Is(parts, pair.Key.Split(':')));
    }

    /// <summary>A template writes the number of an entry behind the name.</summary>
    private static bool IsVariable(string name) => IsSetting(name) || (name.EndsWith("__", StringComparison.Ordinal) && IsSetting(name + "0"));

    /// <summary>A key or a stretch of one, for prose names sections too and a table what stands below its own.</summary>
    private static bool IsKey(string name)
    {
        var parts = Entry().Replace(name, "").Split(':');
        return Survey.Settings.Keys.Select(known => known.Split(':'))
            .Any(known => Enumerable.Range(0, known.Length).Any(start => Is(parts, known.Skip(start).Take(parts.Length).ToArray())));
    }

    private static bool Is(string[] parts, string[] known) =>
        parts.Length == known.Length && parts.Zip(known).All(pair => pair.Second switch
        {
            "<id>" => RouteId().IsMatch(pair.First),
            "<name>" => ParameterName().IsMatch(pair.First),
            var part => part == pair.First,
        });

    [GeneratedRegex("TokenExchange__[A-Za-z0-9_<>]+")]
    private static partial Regex Variable();

    /// <summary>Behind a key: all below it, or the number of an entry.</summary>
    [GeneratedRegex(@":(\*|\d+|0…n)$")]
    private static partial Regex Entry();

    [GeneratedRegex("^(<name>|[A-Za-z0-9._-]+)$")]
    private static partial Regex ParameterName();

    [GeneratedRegex("^(<id>|[a-z0-9][a-z0-9-]*)$")]
    private static partial Regex RouteId();
}
