using System.Text.Json;
using System.Text.RegularExpressions;
using TokenExchange.Operations.Doctor.Sources;
using TokenExchange.Tests.Pure;

namespace TokenExchange.Tests.Doctor;

/// <summary>Where the doctor takes a configuration from: what az and azd write is examined as it is.</summary>
public sealed partial class SourceTests : DoctorStand
{
    /// <summary>The environment of azd after a provision, as far as it says what the service's settings are.</summary>
    private static readonly Dictionary<string, string> Azd = new()
    {
        ["AZURE_ENV_NAME"] = "test",
        ["AZURE_KEY_VAULT_NAME"] = "contoso",
        ["PROVIDER_AUTHORITY"] = ProviderOrigin,
        ["PROVIDER_CLIENT_ID"] = "token-exchange-demo",
        ["PROVIDER_SCOPES"] = "openid profile offline_access",
        ["PROVIDER_AUDIENCE"] = "api://orders",
        ["CREDENTIAL_KIND"] = "client-secret",
        ["CALLBACK_PATH"] = "/callback",
        ["SESSIONS_NOT_BEFORE"] = "2020-01-01T00:00:00Z",
        ["ALLOWED_ORIGINS"] = "https://admin.example.test, https://shop.example.test",
        ["SERVICE_PUBLIC_ORIGIN"] = AppOrigin,
    };

    [Theory]
    [InlineData("list.json")]
    [InlineData("-")]
    public async Task The_app_settings_that_az_lists_are_examined(string source)
    {
        Files[source] = JsonSerializer.Serialize(
            Planned.Select(pair => new { name = pair.Key.Replace(":", "__", StringComparison.Ordinal), slotSetting = false, value = pair.Value })
                .Append(new { name = "AzureWebJobsStorage__credential", slotSetting = false, value = (string?)"managedidentity" }));

        var report = await ReportAsync("--config", source, "--json");

        Assert.Equal((0, "ok"), (report.ExitCode, report.Verdict));
    }

    [Fact]
    public async Task An_environment_file_of_azd_is_examined()
    {
        Files[".env"] = string.Join('\n', Azd.Select(pair => $"{pair.Key}=\"{pair.Value}\""));

        var report = await ReportAsync("--config", ".env", "--json");

        Assert.Equal(("ok", "ok", "ok"), (report["configuration"], report["provider-metadata"], report["redirect-uri"]));
        Assert.Contains(report.Findings, row => row.Subject == "client-secret");
    }

    [Theory]
    [InlineData("30", "The version in use is 40 days old; the limit is 30.")]
    [InlineData("41", "The version in use keeps to its policy.")]
    public async Task The_limit_of_age_comes_from_the_environment_of_azd(string days, string expected)
    {
        Files["env.json"] = JsonSerializer.Serialize(new Dictionary<string, string>(Azd) { ["SECRET_MAXIMUM_AGE_DAYS"] = days });
        Clock.Advance(TimeSpan.FromDays(40));

        var report = await ReportAsync("--config", "env.json", "--json");

        Assert.Equal([expected], report.Findings.Where(row => row.Check == "secret-policy").Select(row => row.Found).Distinct());
    }

    [Fact]
    public async Task What_azd_writes_as_json_is_examined()
    {
        Files["env.json"] = JsonSerializer.Serialize(Azd);

        Assert.Equal("ok", (await ReportAsync("--config", "env.json", "--json"))["configuration"]);
    }

    [Fact]
    public async Task Before_the_first_provision_what_is_not_known_yet_is_said()
    {
        Files[".env"] = "AZURE_ENV_NAME=test\nPROVIDER_AUTHORITY='https://login.example.test'\r\nPROVIDER_CLIENT_ID=\"a \\\"client\\\"\"\n";

        var report = await ReportAsync("--config", ".env", "--json");

        Assert.Equal(
            ["TokenExchange:KeyVault:Uri is missing.", "TokenExchange:PublicOrigin is missing."],
            report.Findings.Where(row => row.Verdict == "failed").Select(row => row.Found).Order());
    }

    [Fact]
    public void A_variable_is_read_as_azd_wrote_it() => Assert.Equal(
        new() { ["A"] = "x \"y\" \\ $z\n=", ["B"] = "5", ["C"] = "", ["D"] = "a b", ["E"] = "" },
        VariableFile.Read("# comment\r\n\r\nA=\"x \\\"y\\\" \\\\ \\$z\\n=\"\r\nB=5\nC=\"\"\nexport D='a b'\nE=\n"));

    [Fact]
    public void Every_setting_that_the_template_makes_is_made_of_the_same_variable_with_the_same_default()
    {
        var parameters = Repository.Read("infra/main.parameters.json");
        Assert.All(AzdEnvironment.Copied, row => Assert.Contains(
            row.Default.Length > 0 ? $"${{{row.Variable}={row.Default}}}" : $"${{{row.Variable}}}", parameters, StringComparison.Ordinal));

        // A key that signs in the vault takes the place of a secret.
        var withKey = new Dictionary<string, string>(Azd) { ["CREDENTIAL_KIND"] = "private-key-jwt", ["CREDENTIAL_KEY_NAME"] = "client-key" };
        Assert.DoesNotContain("TokenExchange__Provider__Credential__SecretName", AzdEnvironment.Settings(withKey).Keys);
        var made = AzdEnvironment.Settings(Azd).Keys.Concat(AzdEnvironment.Settings(withKey).Keys).Select(key => key.StartsWith("TokenExchange__AllowedOrigins__", StringComparison.Ordinal) ? "TokenExchange__AllowedOrigins__" : key);

        // What only Azure knows is left out, and the doctor has no use for it.
        Assert.Equal(
            SettingName().Matches(Repository.Read("infra/modules/service-settings.bicep") + Repository.Read("infra/modules/functions.bicep")).Select(match => match.Value)
                .Except(["TokenExchange__SharedState__BlobContainerUri", "TokenExchange__KeyVault__ManagedIdentityClientId"]).Distinct().Order(StringComparer.Ordinal),
            made.Distinct().Order(StringComparer.Ordinal));
    }

    [GeneratedRegex("(?:TokenExchange__[A-Za-z_]+|SecretMaximumAgeDays)(?=:)|TokenExchange__[A-Za-z_]+", RegexOptions.CultureInvariant)]
    private static partial Regex SettingName();
}
