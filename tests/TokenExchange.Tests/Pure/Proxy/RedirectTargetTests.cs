using System.Net;
using Microsoft.AspNetCore.Http;
using TokenExchange.Proxy;

namespace TokenExchange.Tests.Pure;

/// <summary>A signature covers the address of a redirect to a listed host: it passes byte for byte. An HTTP client would show its normalized form.</summary>
public sealed class RedirectTargetTests
{
    [Theory]
    [InlineData("https://files.example.test/a%2fb/%7Ec?sig=x%2By&z=1#f")]
    [InlineData("https://files.example.test")]
    [InlineData("https://files.example.test?a=1")]
    [InlineData("HTTPS://FILES.example.test/a/../b")]
    public void A_redirect_to_a_listed_host_is_unchanged(string location)
    {
        using var response = new HttpResponseMessage(HttpStatusCode.Found);
        response.Headers.TryAddWithoutValidation("Location", location);
        var context = new DefaultHttpContext();
        var route = PaperRoute.Of(new ProxyRouteOptions
        {
            Destination = new Uri("https://api.example.test"),
            Paths = ["/"],
            Credential = "none",
            RedirectHosts = ["files.example.test"],
        });

        ResponseRelay.CopyHead(response, context, route, "/api/proxy/", new CredentialEcho([]));

        Assert.Equal(location, context.Response.Headers.Location.ToString());
    }
}
