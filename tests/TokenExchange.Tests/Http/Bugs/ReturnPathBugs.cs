using Microsoft.AspNetCore.WebUtilities;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http.Bugs;

/// <summary>Return addresses as browsers and routers write them.</summary>
public sealed class ReturnPathBugs() : TestStand(settings => settings["TokenExchange:Login:CallbackPath"] = "/api/auth/callback")
{
    [Theory]
    [InlineData("/list?filter[state]=open", "/list?filter[state]=open", "/list?filter%5Bstate%5D=open")]
    [InlineData("/a|b/{c}/[d]^`?e={f}|^`#[g]", "/a|b/{c}/[d]^`?e={f}|^`#[g]", "/a%7Cb/%7Bc%7D/%5Bd%5D%5E%60?e=%7Bf%7D%7C%5E%60#%5Bg%5D")]
    [InlineData("/straße?größe=10", "/stra%C3%9Fe?gr%C3%B6%C3%9Fe=10", "/stra%C3%9Fe?gr%C3%B6%C3%9Fe=10")]
    [InlineData("/a%5Bb%5D", "/a%5Bb%5D", "/a%5Bb%5D")]
    public async Task They_are_returned_to_and_a_header_carries_them_escaped(string asked, string toThePage, string inAHeader)
    {
        var (page, service) = (NewBrowser(), NewBrowser());

        var exchanged = await page.ExchangeAsync(await page.AuthorizeAsync(login: new { returnUrl = asked, loginHint = "alice" }));
        var begun = await service.NavigateAsync(QueryHelpers.AddQueryString("/api/auth/login", new Dictionary<string, string?> { ["returnUrl"] = asked, ["loginHint"] = "alice" }));
        var authorized = await service.NavigateAsync(begun.Headers.GetValues("Location").Single());
        var completed = await service.NavigateAsync(authorized.Headers.GetValues("Location").Single());

        Assert.Equal(toThePage, (await exchanged.JsonAsync()).GetProperty("returnUrl").GetString());
        Assert.Equal(inAHeader, completed.Headers.GetValues("Location").Single());
    }

    [Theory]
    [InlineData("/a\\b")]
    [InlineData("/a?b=\\")]
    [InlineData("/a b")]
    [InlineData("/a\"b")]
    [InlineData("/a?b=<c>")]
    [InlineData("/\u202e")]
    [InlineData("/\uff0fevil.test")]
    [InlineData("/\u2215evil.test")]
    [InlineData("/\ud83d\ude00")]
    public async Task What_browsers_never_leave_raw_is_refused_by_name_and_does_not_become_another_page(string asked)
    {
        var posted = await NewBrowser().FetchAsync("POST", "/api/auth/login", new { returnUrl = asked });
        var navigated = await NewBrowser().NavigateAsync("/api/auth/login?returnUrl=" + Uri.EscapeDataString(asked));

        await posted.RefusedAsync(400, "return_url_denied", "none");
        navigated.ToErrorPage("return_url_denied");
    }
}
