using System.Text.Json;
using System.Text.RegularExpressions;

namespace TokenExchange.Tests.Pure;

/// <summary>The JSON Schema of the settings is current, and the sample refers to it.</summary>
public sealed class SettingsSchemaTests
{
    private static readonly JsonElement Sample = JsonDocument.Parse(Repository.Read("local.settings.sample.json")).RootElement;

    [Fact]
    [Trait("Docs", "Generated")]
    public void The_schema_is_what_the_code_reads() => GeneratedPart.CheckFile(SettingsSchema.File, _ => SettingsSchema.Text());

    [Fact]
    public void The_sample_refers_to_the_schema() => Assert.Equal(SettingsSchema.File, Sample.GetProperty("$schema").GetString());

    [Fact]
    public void Every_setting_of_the_sample_has_a_name_of_the_schema() => Assert.All(
        Sample.GetProperty("Values").EnumerateObject().Where(value => value.Name.StartsWith(Survey.Root, StringComparison.Ordinal)),
        value => Assert.Contains(SettingsSchema.Patterns.Values, pattern => Regex.IsMatch(value.Name, pattern)));

    [Theory]
    [InlineData("TokenExchange__Provider__Authorty")]
    [InlineData("TokenExchange__Sessions__Claims")]
    [InlineData("TokenExchange__Proxy__Routes__Orders__Paths__0")]
    public void A_name_that_does_not_exist_matches_no_pattern(string name) => Assert.DoesNotContain(SettingsSchema.Patterns.Values, pattern => Regex.IsMatch(name, pattern));
}
