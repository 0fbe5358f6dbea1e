using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using TokenExchange.Configuration;
using TokenExchange.Provider;

namespace TokenExchange.Tests.Pure;

/// <summary>Settings are read once and strictly; every complaint names the key, the fault and the remedy.</summary>
public sealed class SettingsTests
{
    private const string Echo = "Proxy:Routes:echo:";

    [Fact]
    public void A_minimal_configuration_is_enough_and_the_rest_has_its_documented_defaults()
    {
        var settings = PaperSettings.Read();

        Assert.Equal("https://app.example.com", settings.Gate.PublicOrigin.Value);
        Assert.Equal("https://issuer.example/tenant", settings.Provider.Issuer);
        Assert.Equal(("openid profile offline_access", ResponseMode.Query), (settings.Provider.Scopes, settings.Provider.ResponseMode));
        Assert.Equal(("/api/auth/callback", "/", "/", "/"), (
            settings.Login.CallbackPath, settings.Login.ErrorPath, settings.Login.DefaultReturnPath, settings.Login.PostLogoutPath));
        Assert.Equal((TimeSpan.FromHours(8), TimeSpan.FromHours(1), TimeSpan.FromMinutes(1)), (
            settings.Sessions.AbsoluteLifetime, settings.Sessions.IdleLifetime, settings.Sessions.RefreshBeforeExpiry));
        Assert.Equal((TimeSpan.FromMinutes(5), TimeSpan.FromHours(24)), (settings.KeyVault.RefreshInterval, settings.KeyVault.MaxStale));
        Assert.Equal((TimeSpan.FromHours(12), TimeSpan.FromSeconds(30), TimeSpan.FromHours(24)), (
            settings.SigningKeys.RefreshInterval, settings.SigningKeys.CoolDown, settings.SigningKeys.MaxStale));
        Assert.Equal((300, 1200), (settings.Gate.AuthRateLimit.Requests, settings.Gate.ProxyRateLimit.Requests));
        Assert.Equal(["name"], settings.Sessions.Claims);
    }

    [Fact]
    public void A_route_has_its_documented_defaults()
    {
        var route = PaperSettings.Read().Proxy.Routes["echo"];

        Assert.Equal(["GET", "HEAD"], route.Methods);
        Assert.Equal(("user-token", false, 10L * 1024 * 1024, 0), (route.Credential, route.AllowAnonymous, route.MaxRequestBody, route.Quota.Requests));
        Assert.Equal((TimeSpan.FromSeconds(100), TimeSpan.FromSeconds(100)), (route.Timeout, route.IdleTimeout));
    }

    [Fact]
    public void An_option_begins_with_its_reader_s_default()
    {
        var settings = PaperSettings.Read();
        object[] options =
        [
            settings.Gate, settings.Provider, settings.Login, settings.Sessions, settings.KeyVault, settings.SigningKeys, settings.SharedState, settings.Proxy.Routes["echo"],
        ];

        Assert.Empty(options.SelectMany(read => read.GetType().GetProperties().Where(property => !property.IsDefined(typeof(RequiredMemberAttribute), inherit: false))
            .Where(property => JsonSerializer.Serialize(property.GetValue(read)) != JsonSerializer.Serialize(property.GetValue(Activator.CreateInstance(read.GetType()))))
            .Select(property => $"{property.DeclaringType!.Name}.{property.Name}")));
    }

    [Theory]
    [MemberData(nameof(SettingsTables.Bad), MemberType = typeof(SettingsTables))]
    public void A_bad_setting_is_named_with_fault_and_remedy(string key, string? value)
    {
        var problem = Assert.Single(PaperSettings.Problems((key, value)));

        Assert.StartsWith("TokenExchange:" + SettingsTables.Named(key), problem, StringComparison.OrdinalIgnoreCase);
        Assert.Matches("(is|are|does|cannot|contains|contradicts|has|and QueryParameter).*\\. ?.*(Write|Set|Remove|Correct|Leave)", problem);
    }

    [Fact]
    public void No_bad_value_is_repeated()
    {
        string[] fine = ["app.example.com", "https://app.example.com", "00:00:00"]; // these stand in the remedies

        foreach (var (key, value) in SettingsTables.Bad.Select(row => row.Data).Where(row => row.Item2 is { Length: > 3 } value && !fine.Contains(value)))
        {
            Assert.DoesNotContain(value!, string.Concat(PaperSettings.Problems((key, value))), StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(SettingsTables.Good), MemberType = typeof(SettingsTables))]
    public void A_good_setting_is_taken(string key, string value) => Assert.Empty(PaperSettings.Problems((key, value)));

    [Fact]
    public void All_problems_are_said_at_once()
    {
        var problems = PaperSettings.Problems(
            ("PublicOrigin", null), ("Provider:Authority", "http://issuer.example"), ("Provider:ClientId", null), ("Sessions:IdleLifetime", "soon"), ("KeyVault:Uri", "vault"),
            (Echo + "Credential", "magic"), (Echo + "Timeout", "1"), ("Sesions:Claims", "x"));

        Assert.Equal(8, problems.Count);
    }

    [Fact]
    public void The_message_counts_and_lists_every_problem()
    {
        var wrong = Assert.Throws<ConfigurationException>(() => PaperSettings.Read(("PublicOrigin", null), ("Provider:ClientId", null)));

        Assert.Contains("2 settings", wrong.Message, StringComparison.Ordinal);
        Assert.Equal(wrong.Problems.Select(problem => "error: " + problem), wrong.Message.Split(Environment.NewLine)[1..]);
        Assert.StartsWith("error: ", wrong.Message, StringComparison.Ordinal); // or the Functions host would log it as Information
    }

    [Fact]
    public void Nothing_configured_is_said_key_by_key()
    {
        var wrong = Assert.Throws<ConfigurationException>(() => Settings.Read(new ConfigurationBuilder().Build(), isDevelopment: false));

        foreach (var key in new[] { "PublicOrigin", "Provider:Authority", "Provider:ClientId", "Provider:Credential:Kind", "Sessions:KeySecretName", "KeyVault:Uri" })
        {
            Assert.Contains(wrong.Problems, problem => problem.StartsWith($"TokenExchange:{key} ", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void A_secret_written_in_the_place_of_its_name_is_refused_and_not_repeated()
    {
        const string Canary = "s3cr3t~canary/value=";

        var problems = PaperSettings.Problems(
            ("Provider:Credential:SecretName", Canary), ("Sessions:KeySecretName", Canary), (Echo + "Credential", "api-key"), (Echo + "ApiKey:SecretName", Canary), (Echo + "ApiKey:Header", "X-Api-Key"));

        Assert.Equal(3, problems.Count);
        Assert.DoesNotContain("canary", string.Concat(problems), StringComparison.Ordinal);
    }

    [Fact]
    public void Http_on_loopback_is_taken_in_development_alone()
    {
        (string, string?)[] local = [("PublicOrigin", "http://localhost:5080"), ("Provider:Authority", "http://127.0.0.1:5081"), (Echo + "Destination", "http://127.0.0.1:5082")];

        var settings = PaperSettings.Read(isDevelopment: true, local);

        Assert.Equal("http://localhost:5080", settings.Gate.PublicOrigin.Value);
        Assert.Equal(3, PaperSettings.Problems(local).Count);
    }

    [Theory]
    [InlineData("http://127.0.0.1:10000/devstoreaccount1/shared", "http://127.0.0.1:10000/devstoreaccount1/shared")]
    [InlineData("http://localhost:10000/devstoreaccount1/shared/", "http://127.0.0.1:10000/devstoreaccount1/shared")]
    [InlineData("https://contoso.blob.core.windows.net/shared", "https://contoso.blob.core.windows.net/shared")]
    [InlineData("http://127.0.0.1:10000/otheraccount/shared", null)]
    [InlineData("http://127.0.0.1:10000/shared", null)]
    [InlineData("http://[::1]:10000/devstoreaccount1/shared", null)]
    [InlineData("http://192.0.2.1:10000/devstoreaccount1/shared", null)]
    public void In_development_the_container_may_be_one_of_azurite(string setting, string? address)
    {
        Settings Read() => PaperSettings.Read(isDevelopment: true, ("SharedState:BlobContainerUri", setting));

        if (address is null)
        {
            Assert.Contains("BlobContainerUri", Assert.Throws<ConfigurationException>(Read).Message, StringComparison.Ordinal);
            return;
        }

        Assert.Equal(address, Read().SharedState.BlobContainerUri!.AbsoluteUri);
    }
}
