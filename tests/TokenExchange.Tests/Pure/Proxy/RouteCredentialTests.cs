using Microsoft.AspNetCore.Http;
using TokenExchange.Failures;
using TokenExchange.Proxy;

namespace TokenExchange.Tests.Pure;

/// <summary>Without the credential that its route names, a call is not sent.</summary>
public sealed class RouteCredentialTests
{
    private const RouteCredential OfALaterVersion = (RouteCredential)99;

    private static readonly ProxyRouteOptions Plain = new() { Destination = new Uri("https://api.example/v1"), Paths = ["/"], Credential = RouteCredential.None };

    [Fact]
    public async Task A_call_whose_kind_of_credential_is_unknown_is_refused()
    {
        var got = await new RouteCredentials(null!).GetAsync(new DefaultHttpContext(), Route(Plain with { Credential = OfALaterVersion }), null);

        Assert.Equal("misconfigured", got.Failure?.Code);
    }

    [Fact]
    public void A_kind_is_known_or_stops_the_start()
    {
        Assert.All(Enum.GetValues<RouteCredential>(), kind => Assert.True(RouteCredentials.Handles(kind)));
        Assert.False(RouteCredentials.Handles(OfALaterVersion));
    }

    private static readonly Dictionary<string, (ProxyRouteOptions Options, string Secret)> Incomplete = new()
    {
        ["an unknown kind"] = (Plain with { Credential = OfALaterVersion }, "secret"),
        ["no token"] = (Plain with { Credential = RouteCredential.UserToken }, ""),
        ["no key"] = (Plain with { Credential = RouteCredential.ApiKey, ApiKey = new ApiKeyOptions("k", "X-Api-Key", null) }, ""),
        ["no key for the query"] = (Plain with { Credential = RouteCredential.ApiKey, ApiKey = new ApiKeyOptions("k", null, "key") }, ""),
        ["no place for the key"] = (Plain with { Credential = RouteCredential.ApiKey, ApiKey = new ApiKeyOptions("k", null, null) }, "secret"),
        ["no description of the key"] = (Plain with { Credential = RouteCredential.ApiKey }, "secret"),
    };

    public static TheoryData<string> Without { get; } = new(Incomplete.Keys);

    [Theory]
    [MemberData(nameof(Without))]
    public void A_request_that_would_leave_without_its_credential_is_not_built(string what)
    {
        var fault = Assert.Throws<OutageException>(() => Build(Incomplete[what].Options, Incomplete[what].Secret));

        Assert.Equal("misconfigured", fault.Failure.Code);
    }

    [Fact]
    public void A_route_that_shows_no_credential_needs_none() => Assert.Null(Build(Plain, "").Headers.Authorization);

    private static HttpRequestMessage Build(ProxyRouteOptions options, string secret) => UpstreamRequest.Build(
        new DefaultHttpContext { Request = { Method = "GET" } }.Request, Route(options), new ProxyTarget("echo", "/orders", ""), new UpstreamCredential(secret, "1"), null);

    private static ProxyRoute Route(ProxyRouteOptions options) => new("echo", options, new PaperVault().Secrets, TimeProvider.System);
}
