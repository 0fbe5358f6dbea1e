using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http.Bugs;

/// <summary><c>prompt=login</c> asks for a new authentication: an <c>auth_time</c> before this login says that there was none.</summary>
public sealed class PromptLoginBugs : TestStand
{
    [Theory]
    [InlineData("login", -86_400, false)]
    [InlineData("login", -61, false)]
    [InlineData("login", -60, true)]
    [InlineData("login", 0, true)]
    [InlineData("login consent", -86_400, false)]
    [InlineData("consent", -86_400, true)]
    [InlineData("select_account", -86_400, true)]
    public async Task An_authentication_from_before_the_login_is_refused(string prompt, int secondsAfterStart, bool isAccepted)
    {
        var browser = NewBrowser();
        var start = Clock.GetUtcNow().ToUnixTimeSeconds();
        var callback = await browser.AuthorizeAsync(login: new { prompt, loginHint = "alice" });
        Clock.Advance(TimeSpan.FromSeconds(30));
        Provider.TwistNextToken(Twist.Claim("auth_time", start + secondsAfterStart));

        var answer = await browser.ExchangeAsync(callback);

        if (isAccepted)
        {
            Assert.Equal(200, (int)answer.StatusCode);
            return;
        }

        await answer.RefusedAsync(401, "stepup_required", "stepup");
        Assert.False(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task An_auth_time_that_is_no_number_is_refused()
    {
        var browser = NewBrowser();
        var callback = await browser.AuthorizeAsync(login: new { prompt = "login", loginHint = "alice" });
        Provider.TwistNextToken(Twist.Claim("auth_time", "now"));

        await (await browser.ExchangeAsync(callback)).RefusedAsync(401, "stepup_required", "stepup");
    }

    [Fact]
    public async Task A_provider_that_sends_no_auth_time_is_believed()
    {
        var browser = NewBrowser();
        var callback = await browser.AuthorizeAsync(login: new { prompt = "login", loginHint = "alice" });
        Provider.TwistNextToken(Twist.Omit("auth_time"));

        Assert.Equal(200, (int)(await browser.ExchangeAsync(callback)).StatusCode);
    }
}
