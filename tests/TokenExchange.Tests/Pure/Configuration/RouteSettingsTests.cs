namespace TokenExchange.Tests.Pure;

/// <summary>Settings that only make sense together.</summary>
public sealed class RouteSettingsTests
{
    private const string Echo = "Proxy:Routes:echo:";

    [Theory]
    [InlineData("X-Api-Key", null, 0)]
    [InlineData("Authorization", null, 0)]
    [InlineData(null, "key", 0)]
    [InlineData(null, null, 1)]
    [InlineData("X-Api-Key", "key", 1)]
    [InlineData("Cookie", null, 1)]
    [InlineData("Host", null, 1)]
    [InlineData("Content-Language", null, 1)]
    [InlineData("expires", null, 1)]
    [InlineData("Transfer-Encoding", null, 1)]
    [InlineData("bad header", null, 1)]
    public void An_api_key_goes_to_exactly_one_place(string? header, string? query, int problems) => Assert.Equal(
        problems,
        PaperSettings.Problems((Echo + "Credential", "api-key"), (Echo + "ApiKey:SecretName", "partner"), (Echo + "ApiKey:Header", header), (Echo + "ApiKey:QueryParameter", query)).Count);

    [Theory]
    [InlineData("Echo")]
    [InlineData("-echo")]
    [InlineData("e_cho")]
    [InlineData("é")]
    [InlineData("a.b")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public void A_route_s_name_is_one_that_stands_in_a_path(string id)
    {
        var other = $"Proxy:Routes:{id}:";

        var problems = PaperSettings.Problems(
            (Echo + "Destination", null), (Echo + "Paths:0", null), (Echo + "Credential", null), (other + "Destination", "https://api.example"), (other + "Paths:0", "/"), (other + "Credential", "none"));

        Assert.Contains("is not a usable route id", Assert.Single(problems), StringComparison.Ordinal);
    }

    [Fact]
    public void An_answer_by_form_post_needs_the_service_s_own_callback() => Assert.StartsWith(
        "TokenExchange:Login:CallbackPath ", Assert.Single(PaperSettings.Problems(("Provider:ResponseMode", "form_post"), ("Login:CallbackPath", "/signin"))), StringComparison.Ordinal);

    [Fact]
    public void A_managed_identity_needs_no_secret() =>
        Assert.Empty(PaperSettings.Problems(("Provider:Credential:Kind", "managed-identity"), ("Provider:Credential:SecretName", null)));

    [Fact]
    public void An_anonymous_route_shows_no_user_s_token()
    {
        Assert.Single(PaperSettings.Problems((Echo + "AllowAnonymous", "true")));
        Assert.Empty(PaperSettings.Problems((Echo + "AllowAnonymous", "true"), (Echo + "Credential", "none")));
    }

    [Fact]
    public void A_shorter_session_shortens_the_idle_time_with_it()
    {
        var settings = PaperSettings.Read(("Sessions:AbsoluteLifetime", "00:10:00"));

        Assert.Equal(TimeSpan.FromMinutes(10), settings.Sessions.IdleLifetime);
    }

    [Theory]
    [InlineData("token-exchange", null, null, null, 1)]
    [InlineData("token-exchange", "orders-api", null, null, 0)]
    [InlineData("token-exchange", null, "https://orders.example", null, 0)]
    [InlineData("token-exchange", null, "orders", null, 1)]
    [InlineData("token-exchange", null, "https://orders.example/#a", null, 1)]
    [InlineData("token-exchange", null, null, "read  write", 1)]
    [InlineData("on-behalf-of", null, null, null, 1)]
    [InlineData("on-behalf-of", null, null, "api://orders/.default", 0)]
    [InlineData("on-behalf-of", "orders-api", null, "api://orders/.default", 1)]
    [InlineData("client-credentials", null, null, null, 0)]
    [InlineData("client-credentials", "orders-api", "https://orders.example", "read write", 0)]
    [InlineData("user-token", "orders-api", null, null, 1)]
    [InlineData("api-key", null, null, "read", 3)]
    public void What_a_route_requests_must_fit_its_credential(string credential, string? audience, string? resource, string? scopes, int problems) => Assert.Equal(
        problems,
        PaperSettings.Problems(
            (Echo + "Credential", credential), (Echo + "TokenExchange:Audience", audience), (Echo + "TokenExchange:Resource", resource), (Echo + "TokenExchange:Scopes", scopes)).Count);

    [Theory]
    [InlineData("token-exchange")]
    [InlineData("on-behalf-of")]
    public void A_route_with_a_token_of_the_user_is_never_anonymous(string credential) => Assert.Single(
        PaperSettings.Problems((Echo + "Credential", credential), (Echo + "TokenExchange:Scopes", "read"), (Echo + "AllowAnonymous", "true")));
}
