using System.Net;
using TokenExchange.Emulators.Provider;
using TokenExchange.Emulators.Wire;

namespace TokenExchange.Tests.Http;

/// <summary>An access token that lives longer than what is kept of its exchanges, which is an hour.</summary>
public sealed class LongExchangeTests() : ExchangeStand(
    provider: new DevProviderOptions { Issuer = ProviderOrigin, ClientSecrets = [], Origins = [AppOrigin], AccessTokenSeconds = 3 * 3600 })
{
    [Fact]
    public async Task A_token_is_used_as_long_as_it_lives_although_a_later_one_of_an_hour_ago_has_expired()
    {
        Provider.AcceptSecrets([ClientSecret]);
        var browser = await SignedInAsync();
        var seen = Listen();
        foreach (var (token, seconds) in new[] { ("first", 1800), ("second", 1800), ("third", 300) })
        {
            Provider.Faults.Add(new Fault("token", 200, Body: TokenOf(token, seconds)));
        }

        Provider.Faults.Add(new Fault("token", 500));
        foreach (var pause in new[] { 0, 1790, 1811, 290 }) // the first exchange is forgotten then, so the third one takes its place
        {
            Clock.Advance(TimeSpan.FromSeconds(pause));
            Assert.Equal(HttpStatusCode.OK, (await browser.FetchAsync("GET", Orders)).StatusCode);
        }

        Assert.Equal(["first", "second", "third", "third"], seen);
    }
}
