using System.Net;
using Microsoft.AspNetCore.Http;
using TokenExchange.Proxy;

namespace TokenExchange.Tests.Pure;

/// <summary>What becomes of an upstream's redirect: one within the route, or none.</summary>
public sealed class LocationTests
{
    private static readonly ProxyRoute Route = PaperRoute.Of(new() { Destination = new Uri("https://api.example/v1"), Paths = ["/"], Credential = "none" });

    [Theory]
    [InlineData("https://api.example/v1/orders/8", "/api/proxy/echo/orders/8")]
    [InlineData("https://api.example/v1/orders?a=b#c", "/api/proxy/echo/orders?a=b#c")]
    [InlineData("/v1/orders/8", "/api/proxy/echo/orders/8")]
    [InlineData("8", "/api/proxy/echo/orders/8")]
    [InlineData("?page=2", "/api/proxy/echo/orders/7?page=2")]
    [InlineData("../users", "/api/proxy/echo/users")]
    public void A_redirect_within_the_api_becomes_one_within_the_route(string location, string expected) => Assert.Equal(expected, Relay(location));

    [Theory]
    [InlineData("https://evil.example/v1/a")]
    [InlineData("http://api.example/v1/a")]
    [InlineData("https://api.example:444/v1/a")]
    [InlineData("https://user@api.example/v1/a")]
    [InlineData("https://api.example.evil.example/v1/a")]
    [InlineData("https://api.example/v2/a")]
    [InlineData("https://api.example/v1-old/a")]
    [InlineData("https://api.example/v1/../admin")]
    [InlineData("//evil.example/v1/a")]
    [InlineData("/admin")]
    [InlineData("../../admin")]
    public void Any_other_redirect_is_left_out(string location) => Assert.Null(Relay(location));

    private static string? Relay(string location)
    {
        using var answer = new HttpResponseMessage(HttpStatusCode.Found)
        {
            RequestMessage = new HttpRequestMessage(HttpMethod.Get, "https://api.example/v1/orders/7"),
        };
        answer.Headers.TryAddWithoutValidation("Location", location);
        var context = new DefaultHttpContext();

        ResponseRelay.CopyHead(answer, context, Route, "/api/proxy/", new CredentialEcho([]));

        return context.Response.Headers.Location;
    }
}
