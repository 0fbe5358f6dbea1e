using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>Where a login may end: nowhere but on a path of ours.</summary>
[StateIndependent]
public sealed class ReturnUrlTests : TestStand
{
    public static TheoryData<string> Denied => new(
        "https://evil.test", "//evil.test", "///evil.test", "/\\evil.test", "\\\\evil.test", "/%5Cevil.test", "/%2F%2Fevil.test", "/%09/evil.test", "/\t/evil.test",
        "/\n/evil.test", "javascript:alert(1)", "data:text/html,x", "/..//evil.test", "/a/../b", "/a/%2e%2e/b", "/.", "home", "?a=b", "#a", " /home", "/home\r\nX: 1",
        "/a b", "/%zz", "/%", "/\u2215evil", "/a//b", "https:evil.test", "/%00", "/\u0000");

    [Theory]
    [MemberData(nameof(Denied))]
    public async Task An_address_that_a_browser_could_take_for_another_host_is_denied(string address)
    {
        var browser = NewBrowser();

        var posted = await browser.FetchAsync("POST", "/api/auth/login", new { returnUrl = address });
        var navigated = await browser.NavigateAsync("/api/auth/login?returnUrl=" + Uri.EscapeDataString(address));

        await posted.RefusedAsync(400, "return_url_denied");
        navigated.ToErrorPage("return_url_denied");
        Assert.Empty(browser.Cookies);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/a/b?c=https://evil.test//x#d")]
    [InlineData("/a%20b/%C3%A9")]
    [InlineData("/@evil.test")]
    public async Task A_path_of_ours_is_returned_byte_for_byte(string address)
    {
        var browser = NewBrowser();

        var answer = await browser.ExchangeAsync(await browser.AuthorizeAsync(login: new { returnUrl = address, loginHint = "alice" }));

        Assert.Equal(address, (await answer.JsonAsync()).GetProperty("returnUrl").GetString());
    }

    [Fact]
    public async Task A_path_of_more_than_two_thousand_characters_is_denied()
    {
        var answer = await NewBrowser().FetchAsync("POST", "/api/auth/login", new { returnUrl = "/" + new string('a', 2048) });

        await answer.RefusedAsync(400, "return_url_denied");
    }
}
