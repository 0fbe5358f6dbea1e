using TokenExchange.Emulators.Provider;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>The provider changes its signing keys under traffic.</summary>
[StateIndependent]
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
}
