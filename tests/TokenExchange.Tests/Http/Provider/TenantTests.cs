using System.Net;
using TokenExchange.Emulators.Provider;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>One registration for many tenants (Entra ID <c>common</c>): the issuer is a template, and only listed tenants may sign in.</summary>
public sealed class TenantTests : TestStand
{
    private const string Ours = "11111111-2222-3333-4444-555555555555";
    private const string Other = "99999999-2222-3333-4444-555555555555";
    private const string Template = ProviderOrigin + "/{tenantid}/v2.0";

    public TenantTests()
    {
        Provider.MetadataTwists["issuer"] = Template;
        Provider.MetadataTwists["authorization_response_iss_parameter_supported"] = false;
        Settings["TokenExchange:Provider:Issuer"] = Template;
        Settings["TokenExchange:Provider:AllowedTenants:0"] = Ours;
    }

    [Fact]
    public async Task A_user_of_a_listed_tenant_signs_in_and_is_refreshed()
    {
        await this.StartFirstAsync();
        var browser = NewBrowser();
        Assert.Equal(HttpStatusCode.OK, (await SignInAsync(browser, Issuer(Ours), Ours)).StatusCode);
        Provider.TwistNextToken(Claims(Issuer(Ours), Ours));
        Clock.Advance(TimeSpan.FromSeconds(300));

        await browser.ActsAsAsync("alice");
        Assert.Equal(2, ProviderCalls("token"));
    }

    [Theory]
    [InlineData(Other, Other)]
    [InlineData(Ours, Other)]
    [InlineData(Other, Ours)]
    [InlineData(Ours, null)]
    [InlineData("{tenantid}", "{tenantid}")]
    [InlineData("", "")]
    [InlineData(Ours + "/v2.0/../" + Ours, Ours)]
    [InlineData("*", "*")]
    public async Task Another_tenant_is_refused_and_so_is_a_token_whose_tid_is_not_that_of_its_issuer(string issuer, string? tenant)
    {
        await this.StartFirstAsync();
        var browser = NewBrowser();

        await (await SignInAsync(browser, Issuer(issuer), tenant)).RefusedAsync(502, "id_token_invalid", "login");

        Assert.False(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task The_template_itself_is_nobody_s_issuer()
    {
        await this.StartFirstAsync();

        await (await SignInAsync(NewBrowser(), ProviderOrigin, Ours)).RefusedAsync(502, "id_token_invalid", "login");
    }

    [Fact]
    public async Task With_a_star_every_tenant_signs_in()
    {
        Settings["TokenExchange:Provider:AllowedTenants:0"] = "*";
        await this.StartFirstAsync();

        Assert.Equal(HttpStatusCode.OK, (await SignInAsync(NewBrowser(), Issuer(Other), Other)).StatusCode);
    }

    [Theory]
    [InlineData("https://login.example.test/{tenantid}/v2.0", true)]
    [InlineData("https://login.example.test/" + Ours + "/v2.0", true)]
    [InlineData("https://login.example.test/" + Other + "/v2.0", false)]
    [InlineData("https://login.example.test/v2.0", false)]
    public async Task A_key_that_the_key_set_gives_to_one_tenant_signs_for_no_other(string issuer, bool isAccepted)
    {
        Provider.Keys.Issuer = issuer;
        await this.StartFirstAsync();

        var answer = await SignInAsync(NewBrowser(), Issuer(Ours), Ours);

        Assert.Equal(isAccepted ? HttpStatusCode.OK : HttpStatusCode.BadGateway, answer.StatusCode);
    }

    [Fact]
    public async Task A_back_channel_logout_of_one_tenant_ends_nothing_in_another()
    {
        Settings["TokenExchange:Provider:AllowedTenants:1"] = Other;
        await this.StartFirstAsync();
        var browser = NewBrowser();
        await SignInAsync(browser, Issuer(Ours), Ours);
        Clock.Advance(TimeSpan.FromSeconds(1));
        Provider.TwistNextToken(Claims(Issuer(Other), Other));
        Assert.Equal(HttpStatusCode.OK, (await this.LogOutAsync(Provider.LogoutToken("88421113", null))).StatusCode);
        Assert.True(await browser.IsSignedInAsync());

        Provider.TwistNextToken(Claims(Issuer(Ours), Ours));
        Assert.Equal(HttpStatusCode.OK, (await this.LogOutAsync(Provider.LogoutToken("88421113", null))).StatusCode);

        Assert.False(await browser.IsSignedInAsync());
    }

    private static string Issuer(string tenant) => Template.Replace("{tenantid}", tenant, StringComparison.Ordinal);

    private static TokenTwist Claims(string issuer, string? tenant) => Twist.Claims(("iss", issuer), ("tid", tenant));

    private async Task<HttpResponseMessage> SignInAsync(Browser browser, string issuer, string? tenant)
    {
        var callback = await browser.AuthorizeAsync();
        Provider.TwistNextToken(Claims(issuer, tenant));
        return await browser.ExchangeAsync(callback[..callback.IndexOf("&iss=", StringComparison.Ordinal)]);
    }
}
