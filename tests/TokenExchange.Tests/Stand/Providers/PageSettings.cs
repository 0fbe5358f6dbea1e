using TokenExchange.Tests.Pure;

namespace TokenExchange.Tests.Stand.Providers;

/// <summary>The settings that the page of a provider (<c>docs/providers</c>) prints, with values in the place of the placeholders.</summary>
internal static class PageSettings
{
    private const string Folder = "docs/providers";

    /// <summary>The pages by name, without the index.</summary>
    public static IReadOnlyList<string> Pages { get; } =
    [
        .. Directory.EnumerateFiles(Path.Combine(Repository.Root, Folder), "*.md").Select(file => Path.GetFileName(file)!).Where(name => name != "README.md"),
    ];

    public static Dictionary<string, string> Read(ProviderProfile profile) =>
        SettingsBlock.Read(Repository.Read($"{Folder}/{profile.Page}"), profile.Block, placeholder => ValueOf(profile, placeholder));

    private static string ValueOf(ProviderProfile profile, string placeholder) => placeholder switch
    {
        "client id" or "application (client) id" => "token-exchange-demo",
        "client id of the user-assigned identity" => "33333333-2222-3333-4444-555555555555",
        "api's application id" => "22222222-2222-3333-4444-555555555555",
        "scope" or "scope of the API" => "orders",
        _ => profile.Values.TryGetValue(placeholder, out var value) ? value : throw new InvalidOperationException($"{profile}: nothing stands for <{placeholder}>."),
    };
}
