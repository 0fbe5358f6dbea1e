namespace TokenExchange.Tests.Local;

/// <summary>Where the control surface is, and where it is not: nothing under <c>/dev</c> is ever the page.</summary>
public sealed class ControlAddressTests : IAsyncLifetime
{
    private readonly LocalStand _stand = new();

    public ValueTask InitializeAsync() => _stand.InitializeAsync();

    public ValueTask DisposeAsync() => _stand.DisposeAsync();

    [Theory]
    [InlineData("GET", "")]
    [InlineData("GET", "unknown")]
    [InlineData("GET", "clock")]
    [InlineData("GET", "clock/followers")]
    [InlineData("GET", "vault/secrets/client-secret")]
    [InlineData("DELETE", "provider/log")]
    [InlineData("POST", "provider/keys")]
    public async Task What_is_no_lever_is_not_found(string method, string path)
    {
        var whole = await _stand.AddWholeAsync();
        var gateway = await _stand.AddGatewayAsync();

        foreach (var at in new[] { whole, gateway, _stand.Control })
        {
            var (status, text) = await _stand.TurnAsync(at, method, path);
            Assert.True(status is 404 or 405, $"{at} answered {status}: {text}");
            Assert.DoesNotContain("<html", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_page_is_served_beside_it()
    {
        using var answer = await _stand.GetAsync(await _stand.AddWholeAsync());

        Assert.Equal("text/html", answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task In_production_it_is_nowhere_and_everything_else_works()
    {
        var stand = new LocalStand("--environment=Production");
        await stand.InitializeAsync();
        var whole = await stand.AddWholeAsync("--environment=Production");
        var gateway = await stand.AddGatewayAsync("--environment=Production");

        foreach (var at in new[] { whole, gateway, stand.Control })
        {
            Assert.Equal(404, (await stand.TurnAsync(at, "POST", "clock", """{"advanceSeconds":400}""")).Status);
            Assert.Equal(404, (await stand.TurnAsync(at, "GET", "provider/log")).Status);
            Assert.Equal(404, (await stand.TurnAsync(at, "GET", "")).Status);
        }

        using var user = new LocalUser(gateway);
        Assert.Null(await user.SignInAsync());
        await stand.DisposeAsync();
    }
}
