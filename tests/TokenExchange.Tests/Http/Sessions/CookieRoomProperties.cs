using System.Net;
using FsCheck;
using FsCheck.Fluent;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>For tokens of any size up to 32 KB and any history of abandoned logins our cookies stay within 8 KB, and the next login completes.</summary>
public sealed class CookieRoomProperties : TestStand
{
    private const int MostTokens = 32_768;

    /// <summary>With "/?" before it a return path has 2,048 characters at most.</summary>
    private static readonly Gen<Abandoned> AnyAbandoned =
        from path in Gen.OneOf(Gen.Choose(1, 100), Gen.Choose(1, 2_046))
        from letter in Gen.Elements('a', '&', '+', '~')
        from site in Gen.Elements("post", "same-origin", "none", "same-site", "cross-site", "cross-site")
        from isLater in Gen.Elements(true, false)
        select new Abandoned(new string(letter, path), site, isLater);

    private static readonly Arbitrary<History> AnyHistory = (
        from access in Gen.OneOf(Gen.Choose(50, 8_000), Gen.Choose(50, MostTokens - 50))
        from refresh in Gen.OneOf(Gen.Choose(50, 3_000), Gen.Choose(50, MostTokens))
        from claim in Gen.OneOf(Gen.Choose(1, 50), Gen.Choose(1, 7_000))
        from isSignedIn in Gen.Elements(true, false)
        from before in AnyAbandoned.ListOf(4)
        from after in AnyAbandoned.ListOf(4)
        select new History(access, Math.Min(refresh, MostTokens - access), claim, isSignedIn, [.. before], [.. after])).ToArbitrary();

    [Fact]
    public void They_stay_within_8_KB_and_the_next_login_completes() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(60), Prop.ForAll(AnyHistory, HoldsAsync));

    private async Task<bool> HoldsAsync(History history)
    {
        (Provider.Grants.AccessTokenLength, Provider.Grants.RefreshTokenLength) = (history.AccessToken, history.RefreshToken);
        var browser = NewBrowser();
        if (history.IsSignedIn)
        {
            await SignInAsync(browser, history.Claim);
        }

        foreach (var login in history.Before)
        {
            await AbandonAsync(browser, login);
        }

        if (history.IsSignedIn)
        {
            await browser.FetchAsync("POST", "/api/auth/refresh");
            AssertRoom(browser);
        }

        await SignInAsync(browser, history.Claim);
        foreach (var login in history.After)
        {
            await AbandonAsync(browser, login);
        }

        Clock.Advance(TimeSpan.FromSeconds(299)); // the token is renewed by the call
        await browser.ActsAsAsync("alice", history.ToString());
        await SignInAsync(browser, history.Claim);
        await browser.ActsAsAsync("alice", history.ToString());
        return true;
    }

    private async Task SignInAsync(Browser browser, int claim)
    {
        Provider.TwistNextToken(Twist.Claim("name", new string('n', claim)));
        await browser.SignInAsync();
        AssertRoom(browser);
    }

    /// <summary>A login that is begun by the page or by a navigation, and never completed. Another site's may be refused.</summary>
    private async Task AbandonAsync(Browser browser, Abandoned login)
    {
        Clock.Advance(TimeSpan.FromSeconds(login.IsLater ? 100 : 1));
        if (login.Site == "post")
        {
            await browser.BeginAsync(login: new { returnUrl = "/?" + login.Path, loginHint = "bob" });
        }
        else
        {
            var address = "/api/auth/login?loginHint=bob&returnUrl=" + Uri.EscapeDataString("/?" + login.Path);
            var answer = login.Site == "cross-site" ? await browser.NavigateAsync(address, Change) : await browser.NavigateFromOurPageAsync(address, Change);
            Assert.Contains(answer.StatusCode, new[] { HttpStatusCode.SeeOther, HttpStatusCode.TooManyRequests, HttpStatusCode.BadRequest });
        }

        AssertRoom(browser);

        void Change(HttpRequestMessage request)
        {
            request.Headers.Remove("Sec-Fetch-Site");
            request.Headers.Add("Sec-Fetch-Site", login.Site);
        }
    }

    private static void AssertRoom(Browser browser) =>
        Assert.InRange(browser.Cookies.Where(cookie => cookie.Host == "app.example.test").Sum(cookie => cookie.Name.Length + cookie.Value.Length + 3), 0, 8_192);

    private sealed record Abandoned(string Path, string Site, bool IsLater)
    {
        public override string ToString() => $"{Site} {Path.Length}×{Path[0]}{(IsLater ? " later" : "")}";
    }

    private sealed record History(int AccessToken, int RefreshToken, int Claim, bool IsSignedIn, Abandoned[] Before, Abandoned[] After)
    {
        public override string ToString() =>
            $"access {AccessToken}, refresh {RefreshToken}, claim {Claim}, signed in {IsSignedIn}, before [{string.Join("; ", (object[])Before)}], after [{string.Join("; ", (object[])After)}]";
    }
}
