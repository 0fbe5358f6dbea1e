using System.Text.RegularExpressions;
using TokenExchange.EndToEnd.Browser.Engines;

namespace TokenExchange.EndToEnd.Browser;

/// <summary>What the browser holds, by its own account of its cookies; and that script can read none of it.</summary>
public abstract partial class CookieTests(IEngines engines)
{
    [EngineFact]
    public async Task The_session_is_in_cookies_that_script_cannot_read_and_nowhere_else()
    {
        await using var stage = await EngineStage.StartAsync(engines);
        var page = await stage.OpenAsync();
        await page.SignInAsync();
        await page.PressAsync("Renew now");
        await page.PressAsync("With my token");
        await page.SeesAnswerAsync("200");

        var cookies = await stage.CookiesAsync();

        Assert.Equal(["__Host-te-refresh", "__Host-te-session"], cookies.Select(cookie => cookie.Name));
        Assert.All(cookies, cookie =>
        {
            Assert.True(cookie is { HttpOnly: true, Secure: true, Path: "/", Domain: "localhost", SameSite: "strict" }, cookie.ToString());
            Assert.InRange(cookie.Size, 1, 4096);
        });
        Assert.InRange(cookies.Sum(cookie => cookie.Size), 1, 8192);
        Assert.Equal("", await page.Tab.EvaluateAsync("document.cookie"));
        Assert.Equal("0 0 0 0", await page.Tab.EvaluateAsync(
            "(async () => [localStorage.length, sessionStorage.length, (await indexedDB.databases()).length, (await caches.keys()).length].join(' '))()"));
        Assert.Equal("none", await page.Tab.EvaluateAsync("globalThis.cookieStore?.getAll().then(all => all.length ? 'some' : 'none') ?? 'none'"));
        var bodies = stage.Network.Passages.Select(passage => passage.Body).Where(body => body.Length > 0).ToList();
        Assert.NotEmpty(bodies);
        Assert.All(bodies, body => Assert.DoesNotMatch(Token(), body));
    }

    [EngineFact]
    public async Task A_login_under_way_is_in_a_cookie_that_goes_when_it_is_done()
    {
        await using var stage = await EngineStage.StartAsync(engines);
        var page = await stage.OpenAsync();
        await page.SeesNobodyAsync();
        await page.PressAsync("Choose at the provider");
        await page.ShowsAsync("h1", "Who is signing in?");

        var transaction = Assert.Single(await stage.CookiesAsync());

        Assert.Matches(TransactionName(), transaction.Name);
        Assert.True(transaction is { HttpOnly: true, Secure: true, Path: "/", Domain: "localhost", SameSite: "lax", Size: <= 4096 }, transaction.ToString());
        Assert.InRange(transaction.Expires - TimeProvider.System.GetUtcNow().ToUnixTimeSeconds(), 500, 601);
        await page.PressAsync("Alice Example");
        await page.SeesUserAsync("alice");
        Assert.DoesNotContain(await stage.CookiesAsync(), cookie => cookie.Name.StartsWith("__Host-te-tx", StringComparison.Ordinal));
        await page.SignOutAsync();
        Assert.Empty(await stage.CookiesAsync());
    }

    [GeneratedRegex("^__Host-te-tx-[0-9a-f]{8}$")]
    private static partial Regex TransactionName();

    [GeneratedRegex("eyJ|access_token|refresh_token|id_token", RegexOptions.IgnoreCase)]
    private static partial Regex Token();
}

[Collection(InChromium.Name)]
public sealed class ChromiumCookieTests(Chromium browser) : CookieTests(browser);

[Collection(InFirefox.Name)]
public sealed class FirefoxCookieTests(Firefox browser) : CookieTests(browser);

[Collection(InWebKit.Name)]
public sealed class WebKitCookieTests(WebKits browser) : CookieTests(browser);
