using System.Text.Json;
using TokenExchange.Emulators.Provider;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>Claims that are no text reach the page as the JSON that they are; how and when the user authenticated is part of the session object.</summary>
public sealed class ClaimShapeTests() : TestStand(settings =>
{
    settings["TokenExchange:Sessions:Claims:2"] = "shape";
    settings["TokenExchange:Sessions:Claims:3"] = "_claim_names";
})
{
    [Theory]
    [InlineData("""["admins","users"]""")]
    [InlineData("""[{"id":1,"name":"a\u003c"},null,[]]""")]
    [InlineData("""{"street":{"name":"x"},"no":7}""")]
    [InlineData("12345678901234567890")]
    [InlineData("1.50")]
    [InlineData("true")]
    [InlineData("null")]
    [InlineData("\"text\"")]
    public async Task A_claim_is_the_JSON_that_the_ID_token_has(string json)
    {
        var browser = NewBrowser();
        var callback = await browser.AuthorizeAsync();
        Provider.TwistNextToken(Twist.Raw("shape", json));
        await browser.ExchangeAsync(callback);

        var claim = (await browser.SessionAsync()).GetProperty("claims").GetProperty("shape");

        using var expected = JsonDocument.Parse(json);
        Assert.True(JsonElement.DeepEquals(expected.RootElement, claim), claim.GetRawText());
    }

    [Fact]
    public async Task The_note_of_Entra_ID_that_there_are_too_many_groups_reaches_the_page()
    {
        var browser = NewBrowser();
        var callback = await browser.AuthorizeAsync();
        Provider.TwistNextToken(Twist.Raw("_claim_names", """{"groups":"src1"}"""));
        await browser.ExchangeAsync(callback);

        Assert.Equal("src1", (await browser.SessionAsync()).GetProperty("claims").GetProperty("_claim_names").GetProperty("groups").GetString());
    }

    [Fact]
    public async Task The_session_object_says_how_and_when_the_user_authenticated_and_a_refresh_keeps_it()
    {
        var browser = NewBrowser();
        var began = Clock.GetUtcNow().ToUnixTimeSeconds();
        await browser.SignInAsync();
        Clock.Advance(TimeSpan.FromSeconds(100));
        await browser.FetchAsync("POST", "/api/auth/refresh");

        var session = (await browser.SessionAsync()).GetProperty("session");

        Assert.Equal(("1", began), (session.GetProperty("acr").GetString(), session.GetProperty("authTime").GetInt64()));
    }

    [Fact]
    public async Task Without_them_in_the_ID_token_the_session_object_has_neither()
    {
        var browser = NewBrowser();
        var callback = await browser.AuthorizeAsync();
        Provider.TwistNextToken(new TokenTwist(Omit: ["acr", "auth_time"]));

        var session = (await (await browser.ExchangeAsync(callback)).JsonAsync()).GetProperty("session");

        Assert.False(session.TryGetProperty("acr", out _) || session.TryGetProperty("authTime", out _));
    }
}
