namespace TokenExchange.Tests.Local;

/// <summary>Which pages may use the control surface: those of the gateway's own origin, by the same signs as the service itself.</summary>
public sealed class ControlGuardTests : IAsyncLifetime
{
    private readonly LocalStand _stand = new();

    private string _gateway = "";

    public async ValueTask InitializeAsync()
    {
        await _stand.InitializeAsync();
        _gateway = await _stand.AddWholeAsync();
    }

    public ValueTask DisposeAsync() => _stand.DisposeAsync();

    [Theory]
    [InlineData(null, null)] // a program
    [InlineData("none", null)] // the address bar
    [InlineData("same-origin", null)]
    [InlineData("same-origin", "ours")]
    [InlineData("same-origin", "null")] // under no-referrer, in Firefox and WebKit
    [InlineData(null, "ours")]
    public async Task It_takes_its_own_page(string? site, string? origin) => Assert.Equal(200, await TurnAsync(site, origin));

    [Theory]
    [InlineData("cross-site", null)]
    [InlineData("same-site", null)]
    [InlineData("", null)]
    [InlineData("nonsense", null)]
    [InlineData("same-origin, same-origin", null)]
    [InlineData("same-origin", "")]
    [InlineData("same-origin", "https://evil.example")]
    [InlineData(null, "https://evil.example")]
    [InlineData(null, "null")]
    [InlineData("none", "null")]
    [InlineData("same-site", "null")]
    [InlineData("cross-site", "null")]
    [InlineData("cross-site", "ours")]
    public async Task It_takes_no_other(string? site, string? origin) => Assert.Equal(404, await TurnAsync(site, origin));

    private async Task<int> TurnAsync(string? site, string? origin)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _gateway + "/dev/clock") { Content = new StringContent("""{"advanceSeconds":1}""") };
        Add("Sec-Fetch-Site", site);
        Add("Origin", origin == "ours" ? _gateway : origin);
        using var answer = await _stand.SendAsync(request);
        return (int)answer.StatusCode;

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }
        }
    }
}
