using TokenExchange.Tests.Pure;

namespace TokenExchange.Tests.Stand.Providers;

/// <summary>The settings that <c>docs/providers.md</c> prints for a provider, with values in the place of the placeholders.</summary>
internal static class PageSettings
{
    public static Dictionary<string, string> Read(ProviderProfile profile) =>
        SettingsBlock.Read(Repository.Read("docs/providers.md"), profile.Heading, profile.Block, placeholder => ValueOf(profile, placeholder));

    private static string ValueOf(ProviderProfile profile, string placeholder) => placeholder switch
    {
        "client id" or "application (client) id" => "token-exchange-demo",
        "client id of the user-assigned identity" => "33333333-2222-3333-4444-555555555555",
        _ => profile.Values.TryGetValue(placeholder, out var value) ? value : throw new InvalidOperationException($"{profile}: nothing stands for <{placeholder}>."),
    };
}
