using System.Text.RegularExpressions;

namespace TokenExchange.Tests.Stand.Providers;

/// <summary>A block of settings that a page of <c>docs/providers</c> prints.</summary>
internal static partial class SettingsBlock
{
    /// <param name="page">The text of the page.</param>
    /// <param name="marker">A text of the block, where the page has several; the first one with it is read.</param>
    /// <param name="valueOf">What stands for a placeholder of the page.</param>
    public static Dictionary<string, string> Read(string page, string marker, Func<string, string> valueOf)
    {
        var block = Block().Matches(page).Select(match => match.Groups[1].Value).First(text => text.Contains(marker, StringComparison.Ordinal));
        return Line().Matches(block).ToDictionary(
            match => match.Groups[1].Value.Replace("__", ":", StringComparison.Ordinal),
            match => Placeholder().Replace(match.Groups[2].Value, place => valueOf(place.Groups[1].Value)));
    }

    [GeneratedRegex("```\\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"^\s*(TokenExchange__\S+)\s+= (.+?)\s*$", RegexOptions.Multiline)]
    private static partial Regex Line();

    [GeneratedRegex("<([^>]+)>")]
    private static partial Regex Placeholder();
}
