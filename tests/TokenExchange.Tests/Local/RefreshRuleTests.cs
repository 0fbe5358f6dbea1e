using System.Text.Json;

namespace TokenExchange.Tests.Local;

/// <summary>Refresh tokens of the dev provider: good again and again, until the lever makes them good for one use.</summary>
public sealed class RefreshRuleTests : IAsyncLifetime
{
    private readonly LocalStand _stand = new();

    public ValueTask InitializeAsync() => _stand.InitializeAsync();

    public ValueTask DisposeAsync() => _stand.DisposeAsync();

    [Theory]
    [InlineData(1, null)]
    [InlineData(3, "{}")]
    [InlineData(3, """{"rotate":true}""")]
    [InlineData(1, """{"rotate":false}""")]
    public async Task They_rotate_when_the_lever_says_so(int different, string? rules)
    {
        using var user = new LocalUser(await _stand.AddGatewayAsync());
        if (rules is not null)
        {
            await _stand.TurnAsync(_stand.Control, "POST", "provider/refresh", rules);
        }

        await user.SignInAsync();
        for (var i = 0; i < 3; i++)
        {
            await _stand.AdvanceAsync(_stand.Control, 299);
            using var answer = await user.CallAsync("GET", "/api/proxy/echo/anything");
            Assert.Equal(200, (int)answer.StatusCode);
        }

        Assert.Equal((3, different), await RefreshTokensAsync());
    }

    /// <summary>How many were sent to the provider, and how many different ones.</summary>
    private async Task<(int All, int Different)> RefreshTokensAsync()
    {
        var (_, log) = await _stand.TurnAsync(_stand.Control, "GET", "provider/log");
        var tokens = JsonSerializer.Deserialize<JsonElement>(log).EnumerateArray()
            .Select(row => row.GetProperty("form").TryGetProperty("refresh_token", out var token) ? token.GetString() : null).OfType<string>().ToList();
        return (tokens.Count, tokens.Distinct().Count());
    }
}
