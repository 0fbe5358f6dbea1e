namespace TokenExchange.Tests.Local;

/// <summary>What was said last counts, and can be taken back.</summary>
public sealed class TakeBackTests : IAsyncLifetime
{
    private readonly LocalStand _stand = new();

    public ValueTask InitializeAsync() => _stand.InitializeAsync();

    public ValueTask DisposeAsync() => _stand.DisposeAsync();

    [Theory]
    [InlineData("B", """{"claims":{"name":"A"}}""", """{"claims":{"name":"B"}}""")]
    [InlineData("B", "{}", """{"claims":{"name":"B"}}""")]
    [InlineData("Alice Example", """{"claims":{"name":"A"}}""", "{}")]
    [InlineData("Alice Example", """{"claims":{"name":"A"}}""", null)]
    public async Task The_next_token_says_what_was_said_last(string expected, string first, string? second)
    {
        using var user = new LocalUser(await _stand.AddGatewayAsync());
        await _stand.TurnAsync(_stand.Control, "POST", "provider/next-token", first);
        await _stand.TurnAsync(_stand.Control, "POST", "provider/next-token", second);

        Assert.Equal((expected, "Alice Example"), (await NameAsync(user), await NameAsync(user)));
    }

    [Fact]
    public async Task Faults_of_an_endpoint_of_the_provider_are_taken_back()
    {
        await FaultAsync("provider", """{"endpoint":"jwks","status":500,"count":5}""");
        await FaultAsync("provider", """{"endpoint":"jwks","status":502,"path":"k"}""");
        await FaultAsync("provider", """{"endpoint":"discovery","status":500}""");

        await FaultAsync("provider", """{"endpoint":"jwks","count":0}""");

        Assert.Equal(200, await StatusAsync(_stand.Control + "/jwks"));
        Assert.Equal(500, await StatusAsync(_stand.Control + "/.well-known/openid-configuration"));
    }

    [Theory]
    [InlineData("""{"path":"one","count":0}""", 401, 503)]
    [InlineData("""{"count":0}""", 401, 401)]
    public async Task Faults_of_the_vault_are_taken_back_by_their_path_or_all(string body, int one, int two)
    {
        await FaultAsync("vault", """{"path":"one","status":503,"count":5}""");
        await FaultAsync("vault", """{"path":"two","status":503,"count":5}""");

        await FaultAsync("vault", body);

        Assert.Equal((one, two), (await StatusAsync(_stand.Vault + "/secrets/one"), await StatusAsync(_stand.Vault + "/secrets/two"))); // 401: it asks who calls
    }

    private async Task FaultAsync(string of, string body)
    {
        var (status, text) = await _stand.TurnAsync(_stand.Control, "POST", of + "/faults", body);
        Assert.True(status == 200, text);
    }

    private async Task<int> StatusAsync(string address)
    {
        using var answer = await _stand.GetAsync(address);
        return (int)answer.StatusCode;
    }

    private static async Task<string?> NameAsync(LocalUser user)
    {
        Assert.Null(await user.SignInAsync());
        return (await user.SessionAsync()).GetProperty("claims").GetProperty("name").GetString();
    }
}
