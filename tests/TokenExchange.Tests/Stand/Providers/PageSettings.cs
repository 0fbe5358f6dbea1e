using System.Text.RegularExpressions;
using TokenExchange.Tests.Pure;

namespace TokenExchange.Tests.Stand.Providers;

/// <summary>The settings that <c>docs/providers.md</c> prints for a provider, with values in the place of the placeholders.</summary>
internal static partial class PageSettings
{
    public static Dictionary<string, string> Read(ProviderProfile profile)
    {
        var page = Repository.Read("docs/providers.md");
        var section = page.Split("\n## ").Single(part => part.StartsWith(profile.Heading + "\n", StringComparison.Ordinal));
        var block = Block().Matches(section).Select(match => match.Groups[1].Value).First(text => text.Contains(profile.Block, StringComparison.Ordinal));
        return Line().Matches(block).ToDictionary(
            match => match.Groups[1].Value.Replace("__", ":", StringComparison.Ordinal),
            match => Placeholder().Replace(match.Groups[2].Value, place => ValueOf(profile, place.Groups[1].Value)));
    }

    private static string ValueOf(ProviderProfile profile, string placeholder) => placeholder switch
    {
        "client id" or "application (client) id" => "token-exchange-demo",
        "client id of the user-assigned identity" => "33333333-2222-3333-4444-555555555555",
        _ => profile.Values.TryGetValue(placeholder, out var value) ? value : throw new InvalidOperationException($"{profile}: nothing stands for <{placeholder}>."),
    };

    [GeneratedRegex("```\\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"^\s*(TokenExchange__\S+)\s+= (.+?)\s*$", RegexOptions.Multiline)]
    private static partial Regex Line();

    [GeneratedRegex("<([^>]+)>")]
    private static partial Regex Placeholder();
}
