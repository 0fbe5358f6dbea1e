using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>A provider whose tokens live five minutes, and a setting that asks for a renewal ten minutes ahead: half the life is the limit.</summary>
public sealed class RenewalTimeTests() : TestStand(settings => settings["TokenExchange:Sessions:RefreshBeforeExpiry"] = "00:10:00")
{
    private const string Address = "/api/proxy/echo/anything";

    [Fact]
    public async Task In_the_first_half_of_its_life_a_token_is_not_renewed()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        var tokens = ProviderCalls("token");

        await browser.FetchAsync("GET", Address);
        Clock.Advance(TimeSpan.FromSeconds(149));
        await browser.FetchAsync("GET", Address);

        Assert.Equal(tokens, ProviderCalls("token"));
    }

    [Fact]
    public async Task In_the_second_half_it_is_renewed_once()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        var tokens = ProviderCalls("token");

        Clock.Advance(TimeSpan.FromSeconds(151));
        await browser.FetchAsync("GET", Address);
        await browser.FetchAsync("GET", Address);

        Assert.Equal(tokens + 1, ProviderCalls("token"));
    }
}
