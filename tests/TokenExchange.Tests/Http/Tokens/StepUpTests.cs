using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>What a login asked for has to have happened.</summary>
public sealed class StepUpTests : TestStand
{
    [Theory]
    [InlineData("acr", "1")]
    [InlineData("acr", "2 ")]
    [InlineData("acr", 2)]
    [InlineData("acr", null)]
    public async Task An_acr_that_was_asked_for_and_not_reached_signs_nobody_in(string claim, object? value)
    {
        var browser = NewBrowser();
        var callback = await browser.AuthorizeAsync(login: new { acrValues = "2 3", loginHint = "alice" });
        Provider.TwistNextToken(Twist.Claim(claim, value));

        var answer = await browser.ExchangeAsync(callback);

        await answer.RefusedAsync(401, "stepup_required", "stepup");
        Assert.False(await browser.IsSignedInAsync());
    }

    [Theory]
    [InlineData(-61, true)]
    [InlineData(-119, true)]
    [InlineData(-121, false)]
    [InlineData(null, false)]
    public async Task An_authentication_older_than_max_age_signs_nobody_in(int? age, bool isFresh)
    {
        var browser = NewBrowser();
        var callback = await browser.AuthorizeAsync(login: new { maxAge = 60, loginHint = "alice" });
        Provider.TwistNextToken(age is { } seconds ? Twist.Claim("auth_time", Clock.GetUtcNow().ToUnixTimeSeconds() + seconds) : Twist.Omit("auth_time"));

        var answer = await browser.ExchangeAsync(callback);

        Assert.Equal(isFresh ? 200 : 401, (int)answer.StatusCode);
        Assert.Equal(isFresh, await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task What_was_asked_for_in_one_login_is_not_asked_of_the_next()
    {
        var browser = NewBrowser();
        await browser.AuthorizeAsync(login: new { acrValues = "2", maxAge = 1, loginHint = "alice" });
        Provider.TwistNextToken(Twist.Omit("auth_time"));

        await browser.SignInAsync();
    }

    [Fact]
    public async Task A_step_up_begins_a_new_session_in_the_place_of_the_weaker_one()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        var weaker = browser.Copy();

        var answer = await browser.ExchangeAsync(await browser.AuthorizeAsync(login: new { acrValues = "2", maxAge = 0, prompt = "login", loginHint = "alice" }));

        Assert.Equal(200, (int)answer.StatusCode);
        Assert.False(await weaker.IsSignedInAsync());
    }
}
