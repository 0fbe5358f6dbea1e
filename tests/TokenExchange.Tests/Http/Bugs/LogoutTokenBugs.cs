using System.Net;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http.Bugs;

/// <summary>Which sessions a logout token ends that names a user and a session.</summary>
public sealed class LogoutTokenBugs : TestStand
{
    private const string Alice = "88421113";

    [Fact]
    public async Task It_ends_sessions_of_the_user_that_have_no_sid_and_those_with_that_sid_and_no_other()
    {
        var (without, with, other, bob) = (NewBrowser(), NewBrowser(), NewBrowser(), NewBrowser());
        await SignInAsync(without, "alice", null);
        await SignInAsync(with, "alice", "sid-1");
        await SignInAsync(other, "alice", "sid-2");
        await SignInAsync(bob, "bob", null);

        var answer = await LogOutAsync(Provider.LogoutToken(Alice, "sid-1"));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.False(await without.IsSignedInAsync());
        Assert.False(await with.IsSignedInAsync());
        Assert.True(await other.IsSignedInAsync());
        Assert.True(await bob.IsSignedInAsync());
    }

    [Fact]
    public async Task A_user_whose_sessions_have_no_sid_may_come_back_after_it()
    {
        var browser = NewBrowser();
        await SignInAsync(browser, "alice", null);
        await LogOutAsync(Provider.LogoutToken(Alice, "sid-1"));

        await SignInAsync(browser, "alice", null);

        Assert.True(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task One_that_names_a_session_alone_ends_no_session_without_sid()
    {
        var browser = NewBrowser();
        await SignInAsync(browser, "alice", null);

        await LogOutAsync(Provider.LogoutToken(null, "sid-1"));

        Assert.True(await browser.IsSignedInAsync());
    }

    private async Task SignInAsync(Browser browser, string user, string? sid)
    {
        Provider.TwistNextToken(sid is null ? Twist.Omit("sid") : Twist.Claim("sid", sid));
        await browser.SignInAsync(user);
    }

    private Task<HttpResponseMessage> LogOutAsync(string token) => NewBrowser().SendBareAsync(
        "POST", "/api/auth/backchannel-logout", request => request.Content = new FormUrlEncodedContent([new("logout_token", token)]));
}
