using TokenExchange.LocalHost.Provider;
using TokenExchange.LocalHost.Wire;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>The provider changes its signing keys under traffic.</summary>
public sealed class KeyRolloverTests : TestStand
{
    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    [InlineData(false, true)]
    public async Task A_login_right_after_a_rotation_succeeds_on_its_first_try_with_one_fetch(bool withdrawOld, bool sameKid)
    {
        await NewBrowser().SignInAsync();
        var browser = NewBrowser();
        var callback = await browser.AuthorizeAsync();
        var fetches = ProviderCalls("jwks");

        Provider.Keys.Rotate(new Rotation(withdrawOld, sameKid));
        var answer = await browser.ExchangeAsync(callback);

        Assert.Equal(200, (int)answer.StatusCode);
        Assert.Equal(fetches + 1, ProviderCalls("jwks"));
    }

    [Fact]
    public async Task Rotations_may_follow_each_other_without_a_pause()
    {
        await NewBrowser().SignInAsync();
        var fetches = ProviderCalls("jwks");

        for (var i = 1; i <= 6; i++)
        {
            Provider.Keys.Rotate(new Rotation(WithdrawOld: i % 2 == 0, SameKid: i % 3 == 0));
            await NewBrowser().SignInAsync();
            Assert.Equal(fetches + i, ProviderCalls("jwks"));
        }
    }

    [Fact]
    public async Task A_key_that_is_not_published_is_refused_and_taken_once_it_is()
    {
        await NewBrowser().SignInAsync();
        Provider.Keys.Rotate(new Rotation(Publish: false));
        var browser = NewBrowser();

        var refused = await browser.ExchangeAsync(await browser.AuthorizeAsync());
        Provider.Keys.Rotate(new Rotation());
        Clock.Advance(TimeSpan.FromSeconds(30));

        await refused.RefusedAsync(502, "id_token_invalid");
        await browser.SignInAsync();
    }

    [Fact]
    public async Task An_unpublished_key_causes_one_fetch_for_each_cool_down_however_many_tokens_it_signs()
    {
        await NewBrowser().SignInAsync();
        var fetches = ProviderCalls("jwks");
        Provider.Keys.Rotate(new Rotation(Publish: false));

        for (var round = 1; round <= 3; round++)
        {
            for (var i = 0; i < 5; i++)
            {
                var browser = NewBrowser();
                await (await browser.ExchangeAsync(await browser.AuthorizeAsync())).RefusedAsync(502, "id_token_invalid");
            }

            Assert.Equal(fetches + round, ProviderCalls("jwks"));
            Clock.Advance(TimeSpan.FromSeconds(30));
        }
    }

    [Fact]
    public async Task Fifty_logins_at_once_after_a_rotation_share_one_fetch()
    {
        var browsers = Enumerable.Range(0, 50).Select(_ => NewBrowser()).ToList();
        var callbacks = new List<string>();
        foreach (var browser in browsers)
        {
            callbacks.Add(await browser.AuthorizeAsync());
        }

        await NewBrowser().SignInAsync();
        var fetches = ProviderCalls("jwks");
        Provider.Keys.Rotate(new Rotation(WithdrawOld: true));

        var answers = await Task.WhenAll(browsers.Select((browser, i) => browser.ExchangeAsync(callbacks[i])));

        Assert.All(answers, answer => Assert.Equal(200, (int)answer.StatusCode));
        Assert.InRange(ProviderCalls("jwks") - fetches, 1, 2);
    }

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

        var answer = await browser.ExchangeAsync(await browser.AuthorizeAsync());

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
