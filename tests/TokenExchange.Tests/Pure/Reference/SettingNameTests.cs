using System.Text.Json;

namespace TokenExchange.Tests.Pure;

/// <summary>No page, template or sample names a setting that does not exist: the service would not start with it.</summary>
public sealed class SettingNameTests
{
    public static TheoryData<string> Files { get; } = new(
    [
        "README.md", "CONTRIBUTING.md", "SECURITY.md", "local.settings.sample.json",
        .. new[] { "docs", "infra" }.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*", SearchOption.AllDirectories))
            .Where(file => Path.GetExtension(file) is ".md" or ".bicep" or ".json")
            .Select(file => Path.GetRelativePath(Repository.Root, file).Replace('\\', '/'))
            .Where(file => !file.StartsWith("docs/adr/", StringComparison.Ordinal)) // a decision keeps the names of its day
            .Where(file => file != SettingsSchema.File) // it has patterns, and is made from the names
            .Order(StringComparer.Ordinal),
    ]);

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_name_of_a_setting_exists(string file) => Assert.Empty(SettingNames.Unknown(Repository.Read(file)));

    [Fact]
    public void The_sample_has_settings_and_every_one_exists()
    {
        using var sample = JsonDocument.Parse(Repository.Read("local.settings.sample.json"));

        var names = sample.RootElement.GetProperty("Values").EnumerateObject().Select(value => value.Name)
            .Where(name => name.StartsWith(Survey.Root, StringComparison.OrdinalIgnoreCase)).ToList();

        Assert.NotEmpty(names);
        Assert.DoesNotContain(names, name => !SettingNames.IsSetting(name));
    }

    [Theory]
    [InlineData("TokenExchange__Provider__Authorty")]
    [InlineData("TokenExchange__Provider")]
    [InlineData("TokenExchange__Sessions__Claims")]
    [InlineData("TokenExchange__Proxy__Routes__orders__Metods__0")]
    [InlineData("TokenExchange__Proxy__Routes__Orders__Paths__0")]
    [InlineData("TokenExchange__Sesions__${i}")]
    [InlineData("TokenExchange:Provider:ClientSecret")]
    [InlineData("`KeyVault:MaxAge`")]
    [InlineData("`Proxy:Routes:<id>:Path`")]
    public void A_name_that_does_not_exist_is_seen(string text) => Assert.Single(SettingNames.Unknown(text));

    [Theory]
    [InlineData("TokenExchange__AllowedOrigins__${i}")]
    [InlineData("TokenExchange__AllowedOrigins__12")]
    [InlineData("TokenExchange__Proxy__Routes__<id>__Quota__Window")]
    [InlineData("TokenExchange__Proxy__Routes__orders__Paths__0")]
    [InlineData("TokenExchange:Provider:*")]
    [InlineData("`RateLimit:Auth`")]
    [InlineData("`Proxy:Routes:orders:Paths:0`")]
    public void A_name_that_exists_is_not_reported(string text) => Assert.Empty(SettingNames.Unknown(text));
}
