using Microsoft.AspNetCore.Http;
using TokenExchange.Failures;
using TokenExchange.Proxy;

namespace TokenExchange.Tests.Pure;

/// <summary>Without the credential that its route names, a call is not sent.</summary>
public sealed class RouteCredentialTests
{
    private static readonly ProxyRouteOptions Plain = new() { Destination = new Uri("https://api.example/v1"), Paths = ["/"], Credential = "none" };

    [Fact]
    public void A_route_whose_kind_of_credential_is_unknown_is_not_made()
    {
        var fault = Assert.Throws<InvalidOperationException>(() => PaperRoute.Of(Plain with { Credential = "of-a-later-version" }));

        Assert.Equal("Proxy:Routes:echo:Credential has an unknown value. Write one of: user-token, api-key, token-exchange, on-behalf-of, client-credentials, none.", fault.Message);
    }

    [Fact]
    public void A_route_with_a_key_and_no_description_of_it_is_not_made() =>
        Assert.Throws<InvalidOperationException>(() => PaperRoute.Of(Plain with { Credential = "api-key" }));

    [Fact]
    public void Every_kind_is_a_value_of_the_setting() => Assert.All(
        RouteCredentialKinds.All,
        kind => Assert.DoesNotContain(PaperSettings.Problems(("Proxy:Routes:echo:Credential", kind.Name)), problem => problem.Contains("unknown value", StringComparison.Ordinal)));

    [Fact]
    public void An_empty_credential_is_a_refusal() => Assert.All(
        new[] { UpstreamCredential.Bearer("", "Bearer "), UpstreamCredential.InHeader("X-Api-Key", "", "1"), UpstreamCredential.InQuery("key", "", "1") },
        credential => Assert.Equal("misconfigured", credential.Failure?.Code));

    [Theory]
    [InlineData("Content-Language")]
    [InlineData("Expires")]
    public void A_request_whose_header_cannot_carry_the_credential_is_not_built(string header)
    {
        var fault = Assert.Throws<OutageException>(() => Build(UpstreamCredential.InHeader(header, "secret", "1").Value!));

        Assert.Equal("misconfigured", fault.Failure.Code);
    }

    [Fact]
    public void A_credential_stands_where_its_kind_puts_it()
    {
        Assert.Equal("Bearer token", Build(UpstreamCredential.Bearer("token", "Bearer token").Value!).Headers.Authorization?.ToString());
        Assert.Equal(["secret"], Build(UpstreamCredential.InHeader("X-Api-Key", "secret", "1").Value!).Headers.GetValues("X-Api-Key"));
        Assert.Equal("?key=a%26b", Build(UpstreamCredential.InQuery("key", "a&b", "1").Value!).RequestUri!.Query);
    }

    [Fact]
    public void A_route_that_shows_no_credential_needs_none() => Assert.Null(Build(UpstreamCredential.None).Headers.Authorization);

    private static HttpRequestMessage Build(UpstreamCredential credential) => UpstreamRequest.Build(
        new DefaultHttpContext { Request = { Method = "GET" } }.Request, PaperRoute.Of(Plain), new ProxyTarget("/orders", ""), credential, null);
}
