using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using NSubstitute;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>Configuration that cannot be used stops the start: every problem at once, each with key, fault and remedy.</summary>
public sealed class ConfigurationTests
{
    [Fact]
    public void The_settings_of_the_stand_are_good() => Add(StandSettings.Create());

    [Fact]
    public void An_empty_configuration_lists_everything_that_is_required()
    {
        var problems = Problems([]);

        foreach (var key in new[] { "PublicOrigin", "Provider:Authority", "Provider:ClientId", "Provider:Credential:Kind", "Sessions:KeySecretName", "KeyVault:Uri" })
        {
            Assert.Single(problems, problem => problem.StartsWith($"TokenExchange:{key} ", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("PublicOrigin", "http://app.example.test")]
    [InlineData("PublicOrigin", "https://app.example.test/path")]
    [InlineData("AllowedOrigins:0", "*")]
    [InlineData("Provider:Authority", "http://login.example.test")]
    [InlineData("Provider:Scopes", "profile")]
    [InlineData("Provider:MetadataAddress", "http://login.example.com/configuration")]
    [InlineData("Provider:MetadataAddress", "/configuration")]
    [InlineData("Provider:Issuer", "https://login.example.test/{tenantid}/v2.0")]
    [InlineData("Provider:AllowedTenants:0", "*")]
    [InlineData("Provider:AuthorizeParameters:redirect_uri", "https://evil.test")]
    [InlineData("Provider:AuthorizeParameters:Code_Challenge", "x")]
    [InlineData("Provider:TokenParameters:grant_type", "password")]
    [InlineData("Provider:EndSessionParameters:state", "x")]
    [InlineData("Provider:Nonce", "never")]
    [InlineData("Provider:PushedAuthorization", "maybe")]
    [InlineData("Provider:AccessTokenLifetime", "30.00:00:00")]
    [InlineData("Provider:Credential:Method", "tls_client_auth")]
    [InlineData("Provider:Credential:Audience", "anybody")]
    [InlineData("Provider:Credential:Algorithm", "none")]
    [InlineData("Provider:Credential:TokenType", "at+jwt")]
    [InlineData("Login:PageParameters:0", "redirect_uri")]
    [InlineData("Login:PageParameters:0", "acr_values")]
    [InlineData("Provider:ResponseMode", "fragment")]
    [InlineData("Provider:Credential:Kind", "password")]
    [InlineData("Provider:Credential:SecretName", "a secret itself!")]
    [InlineData("Login:CallbackPath", "https://evil.test/cb")]
    [InlineData("Login:ErrorPath", "//evil.test")]
    [InlineData("Sessions:AbsoluteLifetime", "soon")]
    [InlineData("Sessions:AbsoluteLifetime", "60.00:00:00")]
    [InlineData("Sessions:IdleLifetime", "10:00:00")]
    [InlineData("KeyVault:Uri", "http://vault.example.test")]
    [InlineData("KeyVault:RefreshInterval", "00:00:00")]
    [InlineData("SigningKeys:CoolDown", "00:00:00")]
    [InlineData("Proxy:Routes:echo:Destination", "http://api.example.test")]
    [InlineData("Proxy:Routes:echo:Destination", TestStand.AppOrigin)]
    [InlineData("Proxy:Routes:echo:Methods:0", "TRACE")]
    [InlineData("Proxy:Routes:echo:Paths:0", "orders")]
    [InlineData("Proxy:Routes:echo:Paths:0", "/a/../b")]
    [InlineData("Proxy:Routes:echo:Credential", "cookie")]
    [InlineData("Proxy:Routes:echo:AllowAnonymous", "true")]
    [InlineData("Proxy:Routes:echo:Timeout", "00:10:00")]
    [InlineData("Proxy:Routes:echo:MaxRequestBody", "-1")]
    [InlineData("Proxy:Routes:echo:RequestHeaders:0", "Cookie")]
    [InlineData("Proxy:Routes:echo:ResponseHeaders:0", "Set-Cookie")]
    [InlineData("Proxy:Routes:partner:ApiKey:SecretName", "")]
    [InlineData("Proxy:Routes:UPPER:Destination", "https://api.example.test")]
    [InlineData("RateLimit:Auth:Requests", "many")]
    [InlineData("Sesions:Claims:0", "name")]
    public void A_value_that_cannot_be_used_is_named_with_a_remedy(string key, string value)
    {
        var settings = StandSettings.Create();
        settings["TokenExchange:" + key] = value;

        var problems = Problems(settings);

        Assert.Contains(problems, problem => problem.StartsWith("TokenExchange:" + key.Split(':')[0], StringComparison.Ordinal));
        Assert.All(problems, problem => Assert.Matches("(Write|Correct|Set|Remove|Leave|A user's token|remove)", problem));
        Assert.DoesNotContain(problems, problem => value.Length > 12 && !key.StartsWith("Proxy:Routes:UPPER", StringComparison.Ordinal)
            && !key.StartsWith("Provider:Authority", StringComparison.Ordinal) && problem.Contains(value, StringComparison.Ordinal));
    }

    [Fact]
    public void All_problems_come_at_once()
    {
        var settings = StandSettings.Create();
        settings["TokenExchange:PublicOrigin"] = "ftp://x";
        settings["TokenExchange:Provider:ClientId"] = "";
        settings["TokenExchange:KeyVault:MaxStale"] = "x";
        settings["TokenExchange:Proxy:Routes:echo:Paths:0"] = "x";
        settings["TokenExchange:Misspelt"] = "x";

        Assert.Equal(5, Problems(settings).Count);
    }

    [Fact]
    public void A_form_post_answer_needs_the_callback_of_the_service()
    {
        var settings = StandSettings.Create();
        settings["TokenExchange:Provider:ResponseMode"] = "form_post";

        Assert.StartsWith("TokenExchange:Login:CallbackPath ", Assert.Single(Problems(settings)), StringComparison.Ordinal);
    }

    private static IReadOnlyList<string> Problems(Dictionary<string, string?> settings) => Assert.Throws<ConfigurationException>(() => Add(settings)).Problems;

    private static void Add(Dictionary<string, string?> settings)
    {
        var environment = Substitute.For<IHostEnvironment>();
        environment.EnvironmentName.Returns(Environments.Production);
        new ServiceCollection().AddTokenExchange(new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), environment);
    }
}
