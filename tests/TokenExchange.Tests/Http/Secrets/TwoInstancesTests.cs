using TokenExchange.Emulators.Provider;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>Two instances behind one address, which share the vault and nothing in memory.</summary>
public sealed class TwoInstancesTests : TestStand
{
    private const string Host = "app.example.test";

    private readonly HttpMessageHandler _first;
    private readonly HttpMessageHandler _second;

    public TwoInstancesTests()
    {
        _first = Network[Host];
        AddGatewayAsync(Host);
        _second = Network[Host];
        Network.Add(Host, _first);
    }

    [Fact]
    public async Task A_login_begins_on_one_instance_and_ends_on_the_other()
    {
        var browser = NewBrowser();
        var callback = await browser.AuthorizeAsync();

        Network.Add(Host, _second);
        var answer = await browser.ExchangeAsync(callback);

        Assert.Equal(200, (int)answer.StatusCode);
        Network.Add(Host, _first);
        Assert.True(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task A_session_is_used_and_renewed_on_either_instance()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();

        for (var i = 0; i < 6; i++)
        {
            Network.Add(Host, i % 2 == 0 ? _second : _first);
            Clock.Advance(TimeSpan.FromSeconds(280));
            Assert.Equal(200, (int)(await browser.FetchAsync("GET", "/api/proxy/echo/anything")).StatusCode);
        }

        Assert.Equal(7, ProviderCalls("token"));
    }

    [Fact]
    public async Task A_rotation_of_every_kind_in_the_middle_is_followed_by_both()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        var next = Canary("next-client-secret");
        Vault.Put("client-secret", next);
        Provider.AcceptSecrets([next]);
        Vault.Put("session-key", Canary("next-session-key"));
        Provider.Keys.Rotate(new Rotation(WithdrawOld: true));

        for (var minute = 0; minute < 16; minute += 2)
        {
            Network.Add(Host, minute % 4 == 0 ? _second : _first);
            await NewBrowser().SignInAsync();
            Assert.Equal(200, (int)(await browser.FetchAsync("GET", "/api/proxy/echo/anything")).StatusCode);
            Clock.Advance(TimeSpan.FromMinutes(2));
        }
    }

    [Fact]
    public async Task An_instance_that_has_not_read_a_new_session_key_opens_what_the_other_has_sealed_with_it()
    {
        Vault.Put("session-key", Canary("next-session-key"));
        await AddGatewayAsync(Host); // has read the new version; the first instance has not
        var browser = NewBrowser();
        await browser.SignInAsync();

        Network.Add(Host, _first);

        Assert.True(await browser.IsSignedInAsync());
    }
}
