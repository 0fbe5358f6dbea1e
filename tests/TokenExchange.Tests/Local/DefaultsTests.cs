namespace TokenExchange.Tests.Local;

/// <summary>What is set outside replaces what the local host supplies, lists whole.</summary>
public sealed class DefaultsTests : IAsyncLifetime
{
    private readonly LocalStand _stand = new();

    public ValueTask InitializeAsync() => _stand.InitializeAsync();

    public ValueTask DisposeAsync() => _stand.DisposeAsync();

    [Fact]
    public async Task A_list_that_is_set_replaces_its_default()
    {
        using var user = new LocalUser(await _stand.AddGatewayAsync(
            "--TokenExchange:Sessions:Claims:0=name", "--TokenExchange:Proxy:Routes:echo:Methods:0=GET", "--TokenExchange:Proxy:Routes:echo:Paths:3=/anything"));
        await user.SignInAsync();

        var claims = (await user.SessionAsync()).GetProperty("claims").EnumerateObject().Select(claim => claim.Name).Order(StringComparer.Ordinal);

        Assert.Equal(["name", "sub"], claims);
        Assert.Equal((405, 200), (await StatusAsync(user, "DELETE", "echo/anything"), await StatusAsync(user, "GET", "echo/anything")));
        Assert.Equal(404, await StatusAsync(user, "GET", "echo/status/200"));
        Assert.Equal(200, await StatusAsync(user, "DELETE", "partner/anything"));
    }

    [Fact]
    public async Task A_route_with_another_credential_has_no_key_of_the_defaults()
    {
        using var user = new LocalUser(await _stand.AddGatewayAsync("--TokenExchange:Proxy:Routes:partner:Credential=user-token"));
        await user.SignInAsync();

        using var answer = await user.CallAsync("GET", "/api/proxy/partner/anything");

        Assert.Contains("\"user\":\"88421113\"", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_in_the_query_is_not_in_the_header_of_the_defaults_too()
    {
        using var user = new LocalUser(await _stand.AddGatewayAsync("--TokenExchange:Proxy:Routes:partner:ApiKey:QueryParameter=api_key"));
        await user.SignInAsync();

        Assert.Equal(401, await StatusAsync(user, "GET", "partner/anything")); // the demo API wants it in the header
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("PATCH")]
    [InlineData("DELETE")]
    [InlineData("OPTIONS")]
    [InlineData("HEAD")]
    public async Task Every_method_that_a_route_may_have_is_forwarded(string method)
    {
        using var user = new LocalUser(await _stand.AddGatewayAsync());
        await user.SignInAsync();

        Assert.Equal((200, 200), (await StatusAsync(user, method, "echo/anything"), await StatusAsync(user, method, "partner/anything")));
    }

    private static async Task<int> StatusAsync(LocalUser user, string method, string path)
    {
        using var answer = await user.CallAsync(method, "/api/proxy/" + path);
        return (int)answer.StatusCode;
    }
}
