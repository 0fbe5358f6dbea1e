using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>A deployment is pointed at another provider, and keeps its vault, key, client id and origin: the cookies of before are none after it.</summary>
public sealed class IssuerBindingTests : TestStand
{
    private const string OtherIssuer = "https://tenant.example.test";

    [Fact]
    public async Task A_session_of_one_issuer_is_none_under_another()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        await MoveAsync();

        Assert.False(await browser.Copy().IsSignedInAsync());
        await (await browser.FetchAsync("GET", "/api/proxy/partner/anything")).RefusedAsync(401, "not_authenticated", "login");
    }

    [Fact]
    public async Task A_login_that_was_begun_with_one_issuer_is_not_completed_with_another()
    {
        var browser = NewBrowser();
        var callback = await browser.AuthorizeAsync();
        await MoveAsync();

        await (await browser.ExchangeAsync(callback)).RefusedAsync(400, "transaction_missing");

        Assert.Equal(0, ProviderCalls("token"));
    }

    /// <summary>From here on the service runs with the other issuer, which is a sound provider.</summary>
    private async Task MoveAsync()
    {
        Network.Add("tenant.example.test", Network["login.example.test"]);
        Provider.MetadataTwists["issuer"] = OtherIssuer;
        Settings["TokenExchange:Provider:Authority"] = OtherIssuer;
        await AddGatewayAsync("app.example.test");
    }
}
