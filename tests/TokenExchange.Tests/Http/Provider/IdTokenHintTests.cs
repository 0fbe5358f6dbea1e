using Microsoft.AspNetCore.WebUtilities;
using TokenExchange.Emulators.Wire;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>Providers that want the ID token to end their session: <c>Provider:IdTokenHint</c> (ADR 0052).</summary>
public sealed class IdTokenHintTests() : TestStand(settings => settings["TokenExchange:Provider:IdTokenHint"] = "true")
{
    [Fact]
    public async Task The_address_carries_the_ID_token_beside_client_and_return_address()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();

        var query = await SignOutAsync(browser);

        Assert.Equal("alice@example.test", Payload(query["id_token_hint"]!).GetProperty("email").GetString());
        Assert.Equal("token-exchange-demo", query["client_id"]);
        Assert.Equal(AppOrigin + "/", query["post_logout_redirect_uri"]);
    }

    [Fact]
    public async Task A_refresh_replaces_it()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        Provider.TwistNextToken(Twist.Claim("email", "new@example.test"));
        await browser.FetchAsync("POST", "/api/auth/refresh");

        var query = await SignOutAsync(browser);

        Assert.Equal("new@example.test", Payload(query["id_token_hint"]!).GetProperty("email").GetString());
    }

    [Fact]
    public async Task A_refresh_without_an_ID_token_keeps_it()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        Provider.Faults.Add(new Fault("token", 200, Body: """{"access_token":"at-x","token_type":"Bearer"}"""));
        await browser.FetchAsync("POST", "/api/auth/refresh");

        Assert.True((await SignOutAsync(browser)).ContainsKey("id_token_hint"));
    }

    [Fact]
    public async Task With_large_tokens_it_is_kept_in_shared_state()
    {
        Provider.Grants.AccessTokenLength = 12_000;
        var browser = NewBrowser();
        await browser.SignInAsync();

        Assert.True((await SignOutAsync(browser)).ContainsKey("id_token_hint"));
    }

    [Fact]
    public async Task One_that_is_too_long_for_an_address_is_left_out()
    {
        var browser = NewBrowser();
        var callback = await browser.AuthorizeAsync();
        Provider.TwistNextToken(Twist.Claim("groups", new string('g', 4000)));
        await browser.ExchangeAsync(callback);

        Assert.False((await SignOutAsync(browser)).ContainsKey("id_token_hint"));
    }

    [Fact]
    public async Task A_copy_of_the_cookie_of_an_ended_session_is_given_none()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        var thief = browser.Copy();
        await SignOutAsync(browser);

        Assert.False((await SignOutAsync(thief)).ContainsKey("id_token_hint"));
        Assert.False((await SignOutAsync(NewBrowser())).ContainsKey("id_token_hint"));
    }

    [Theory]
    [InlineData(61)] // the idle time-out
    [InlineData(8 * 60)] // the absolute one
    public async Task A_copy_of_the_cookie_of_an_expired_session_is_given_none(int minutes)
    {
        var thief = await CopyWithoutExpiryAsync();
        Clock.Advance(TimeSpan.FromMinutes(minutes));

        Assert.False((await SignOutAsync(thief)).ContainsKey("id_token_hint"));
    }

    [Fact]
    public async Task A_copy_of_the_cookie_of_a_session_from_before_NotBefore_is_given_none()
    {
        var thief = await CopyWithoutExpiryAsync();
        Clock.Advance(TimeSpan.FromMinutes(1));
        Settings["TokenExchange:Sessions:NotBefore"] = Clock.GetUtcNow().ToString("O");
        await AddGatewayAsync("app.example.test");

        Assert.False((await SignOutAsync(thief)).ContainsKey("id_token_hint"));
    }

    [Fact]
    public async Task Nothing_but_the_address_of_the_logout_shows_it()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();

        var session = await browser.SessionAsync();

        Assert.DoesNotContain("eyJ", session.ToString(), StringComparison.Ordinal);
    }

    private async Task<Browser> CopyWithoutExpiryAsync()
    {
        var (browser, thief) = (NewBrowser(), NewBrowser());
        await browser.SignInAsync();
        foreach (var cookie in browser.Cookies)
        {
            thief.Plant(cookie with { ExpiresAt = DateTimeOffset.MaxValue });
        }

        return thief;
    }

    private static async Task<Dictionary<string, Microsoft.Extensions.Primitives.StringValues>> SignOutAsync(Browser browser)
    {
        var answer = await (await browser.FetchAsync("POST", "/api/auth/logout")).JsonAsync();
        return QueryHelpers.ParseQuery(new Uri(answer.GetProperty("logoutUrl").GetString()!).Query);
    }

    private static System.Text.Json.JsonElement Payload(string token) =>
        System.Text.Json.JsonDocument.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(token.Split('.')[1])).RootElement;
}
