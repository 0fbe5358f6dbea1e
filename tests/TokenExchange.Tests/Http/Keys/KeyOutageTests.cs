using TokenExchange.Emulators.Provider;
using TokenExchange.Emulators.Wire;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>Key sets that are broken, old, or lack a key that was there.</summary>
[StateIndependent]
public sealed class KeyOutageTests : TestStand
{
    [Theory]
    [InlineData(500, "{}")]
    [InlineData(404, "{}")]
    [InlineData(200, """{"keys":[]}""")]
    [InlineData(200, """{"keys":{}}""")]
    [InlineData(200, """{"keys":[{"kty":"oct","k":"AAAA","kid":"dev-1"}]}""")]
    [InlineData(200, """{"keys":[],"keys":[]}""")]
    [InlineData(200, "<html>")]
    [InlineData(200, "")]
    public async Task A_broken_key_set_never_takes_the_place_of_good_keys(int status, string body)
    {
        await NewBrowser().SignInAsync();
        Provider.Faults.Add(new Fault("jwks", status, Body: body, Count: 1000));

        Clock.Advance(TimeSpan.FromHours(13));
        await NewBrowser().SignInAsync();
        Clock.Advance(TimeSpan.FromHours(10));

        await NewBrowser().SignInAsync();
    }

    [Fact]
    public async Task Keys_that_are_too_old_are_not_used_and_the_provider_is_said_to_be_missing()
    {
        await NewBrowser().SignInAsync();
        Provider.Faults.Add(new Fault("jwks", 500, Count: 1000));
        Clock.Advance(TimeSpan.FromHours(25));
        var browser = NewBrowser();

        var answer = await this.PassAsync(browser.ExchangeAsync(await browser.AuthorizeAsync()), 1, 2);

        await answer.RefusedAsync(503, "provider_unavailable", "retry");
        Assert.Equal(1, ProviderCalls("token"));
    }

    [Fact]
    public async Task A_withdrawn_key_is_refused_after_the_next_fetch()
    {
        await NewBrowser().SignInAsync();
        var withdrawn = Provider.Keys.KeySet();
        Provider.Keys.Rotate(new Rotation(WithdrawOld: true));
        await NewBrowser().SignInAsync();

        var refused = await VerifyOldAsync();

        Assert.False(refused);
        Assert.NotEqual(System.Text.Json.JsonSerializer.Serialize(withdrawn), System.Text.Json.JsonSerializer.Serialize(Provider.Keys.KeySet()));
    }

    /// <summary>A new token under the name of the old key: only the old key could have signed it.</summary>
    private async Task<bool> VerifyOldAsync()
    {
        var browser = NewBrowser();
        var callback = await browser.AuthorizeAsync();
        Provider.TwistNextToken(Twist.Header("kid", "dev-1"));
        return (int)(await browser.ExchangeAsync(callback)).StatusCode == 200;
    }
}
