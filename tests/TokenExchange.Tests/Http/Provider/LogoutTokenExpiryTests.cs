using System.Net;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>Logout tokens without <c>exp</c>, as Ory Hydra sends them: accepted by a setting, and then bounded by <c>iat</c>.</summary>
public sealed class LogoutTokenExpiryTests() : TestStand(settings => settings["TokenExchange:Provider:LogoutTokenExpiry"] = "optional")
{
    private const string Alice = "88421113";

    [Theory]
    [InlineData(0)]
    [InlineData(899)]
    public async Task A_token_without_expiry_is_accepted_for_15_minutes(int age)
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        var token = WithoutExpiry();
        Clock.Advance(TimeSpan.FromSeconds(age));

        Assert.Equal(HttpStatusCode.OK, (await this.LogOutAsync(token)).StatusCode);
        Assert.False(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task An_old_token_without_expiry_is_refused()
    {
        var token = WithoutExpiry();
        Clock.Advance(TimeSpan.FromSeconds(960));

        await (await this.LogOutAsync(token)).RefusedAsync(400, "request_invalid");
    }

    [Fact]
    public async Task It_is_used_once_until_its_age_refuses_it()
    {
        var token = WithoutExpiry();
        await this.LogOutAsync(token);
        Clock.Advance(TimeSpan.FromSeconds(930));

        await (await this.LogOutAsync(token)).RefusedAsync(400, "request_invalid");
        Assert.Contains(Logs.Lines, line => line.Text.Contains("This logout token was used before", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("soon")]
    public async Task An_expiry_that_is_no_number_is_refused(string? exp)
    {
        Provider.TwistNextToken(Twist.Claims(("exp", exp)));

        await (await this.LogOutAsync(Provider.LogoutToken(Alice, null))).RefusedAsync(400, "request_invalid");
    }

    [Fact]
    public async Task An_expiry_in_the_past_is_refused()
    {
        Provider.TwistNextToken(Twist.Claim("exp", Clock.GetUtcNow().ToUnixTimeSeconds() - 61));

        await (await this.LogOutAsync(Provider.LogoutToken(Alice, null))).RefusedAsync(400, "request_invalid");
    }

    [Fact]
    public async Task Without_an_issue_time_a_token_is_refused()
    {
        Provider.TwistNextToken(new Emulators.Provider.TokenTwist(Omit: ["exp", "iat"]));

        await (await this.LogOutAsync(Provider.LogoutToken(Alice, null))).RefusedAsync(400, "request_invalid");
    }

    private string WithoutExpiry()
    {
        Provider.TwistNextToken(Twist.Omit("exp"));
        return Provider.LogoutToken(Alice, null);
    }
}
