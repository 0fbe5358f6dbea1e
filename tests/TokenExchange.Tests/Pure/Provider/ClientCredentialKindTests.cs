using Microsoft.Extensions.DependencyInjection;
using TokenExchange.Provider;

namespace TokenExchange.Tests.Pure;

/// <summary>The client authenticates by the kind that is configured and by no other.</summary>
public sealed class ClientCredentialKindTests
{
    [Fact]
    public void An_unknown_kind_is_refused_and_not_replaced_by_a_client_secret()
    {
        var options = new ProviderOptions
        {
            Authority = new Uri("https://issuer.example"),
            Issuer = "https://issuer.example",
            MetadataAddress = new Uri("https://issuer.example/.well-known/openid-configuration"),
            ClientId = "client-1",
            Credential = new CredentialOptions { Kind = "of-a-later-version", SecretName = PaperVault.Name },
        };
        using var services = new ServiceCollection().AddSingleton(new PaperVault().Secrets).BuildServiceProvider();

        var fault = Assert.Throws<InvalidOperationException>(() => ClientCredentialKinds.Create(options, services));

        Assert.Equal("Provider:Credential:Kind has an unknown value. Write one of: client-secret, private-key-jwt, managed-identity, apple.", fault.Message);
    }

    [Theory]
    [InlineData("Provider:Credential:Kind", "of-a-later-version", "client-secret, private-key-jwt, managed-identity, apple")]
    [InlineData("Proxy:Routes:echo:Credential", "of-a-later-version", "user-token, api-key, token-exchange, on-behalf-of, client-credentials, none")]
    public void An_unknown_kind_stops_the_start_with_the_key_and_the_values(string key, string value, string allowed) =>
        Assert.Equal($"TokenExchange:{key} has an unknown value. Write one of: {allowed}.", Assert.Single(PaperSettings.Problems((key, value))));

    [Fact]
    public void A_private_key_is_a_secret_or_a_key_of_the_vault_and_never_both()
    {
        (string, string?) kind = ("Provider:Credential:Kind", "private-key-jwt");

        Assert.StartsWith(
            "TokenExchange:Provider:Credential:KeyName is set together with SecretName. Write KeyName",
            Assert.Single(PaperSettings.Problems(kind, ("Provider:Credential:KeyName", "a-key"), ("Provider:Credential:SecretName", "a-secret"))),
            StringComparison.Ordinal);
        Assert.Contains(
            "or KeyName with the name of a key",
            Assert.Single(PaperSettings.Problems(kind, ("Provider:Credential:SecretName", null))),
            StringComparison.Ordinal);
        Assert.StartsWith(
            "TokenExchange:Provider:Credential:KeyName is not the name of a vault key.",
            Assert.Single(PaperSettings.Problems(kind, ("Provider:Credential:KeyName", "keys/a-key"), ("Provider:Credential:SecretName", null))),
            StringComparison.Ordinal);
        Assert.Equal("a-key", PaperSettings.Read(kind, ("Provider:Credential:KeyName", "a-key"), ("Provider:Credential:SecretName", null)).Provider.Credential.KeyName);
    }

    [Fact]
    public void A_kind_without_a_secret_leaves_its_name_unread() =>
        Assert.Equal("", PaperSettings.Read(("Provider:Credential:Kind", "managed-identity"), ("Provider:Credential:SecretName", "left-over")).Provider.Credential.SecretName);
}
