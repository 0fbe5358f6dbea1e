using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.Browser.Engines;

/// <summary>The same steps in every engine: sign in, call the API, reload, sign out.</summary>
internal static class Journeys
{
    public static async Task DemoAsync(ITab tab, LocalHost host)
    {
        var page = new VisiblePage(tab);
        await tab.GoToAsync(host.Origin + "/");
        await page.ShowsAsync("#who", "Signed out");

        await page.PressAsync("Sign in as alice");
        await page.ShowsAsync("#who", "Signed in: Alice Example");
        await page.IsAtAsync(host.Origin + "/"); // neither code nor state in the address
        await page.PressAsync("Post an order");
        await page.ShowsAsync("#answers tr", "200");
        await tab.ReloadAsync();
        await page.ShowsAsync("#who", "Signed in: Alice Example");
        await page.PressAsync("Renew now");
        await page.ShowsAsync("#activity", "session event: renewed"); // a renewal that ends after the sign-out is revoked too
        Assert.Equal(1, await host.TokenCallsAsync("refresh_token"));
        await page.PressAsync("Sign out");

        await SignedOutAsync(host);
        await page.ShowsAsync("#who", "Signed out");
        await page.IsAtAsync(host.Origin + "/");
    }

    public static async Task StarterAsync(ITab tab, LocalHost host)
    {
        const string call = """
            import("/token-exchange-browser.js")
              .then(({ createTokenExchange }) => createTokenExchange().fetch("/api/proxy/echo/anything/orders", { method: "POST", body: "{}" }))
              .then(response => response.status)
            """;
        var page = new VisiblePage(tab);
        await tab.GoToAsync(host.Origin + "/");
        await page.ShowsAsync("h1", "Welcome");

        await page.PressAsync("Sign in");
        await page.PressAsync("Alice Example"); // at the provider
        await page.ShowsAsync("h1", "Hello, Alice Example");
        await page.IsAtAsync(host.Origin + "/");
        Assert.Equal("200", await tab.EvaluateAsync(call));
        await tab.ReloadAsync();
        await page.ShowsAsync("h1", "Hello, Alice Example");
        await page.PressAsync("Sign out");

        await SignedOutAsync(host);
        await page.ShowsAsync("h1", "Welcome");
        await page.IsAtAsync(host.Origin + "/");
    }

    /// <summary>The application of docs/front-end.md, in any framework: signs in, once the page is there, and calls the API.</summary>
    public static async Task<VisiblePage> SignInToOrdersAsync(ITab tab, string origin)
    {
        var page = new VisiblePage(tab);
        await tab.GoToAsync(origin + "/");
        await page.PressAsync("Sign in");
        await page.PressAsync("Alice Example"); // at the provider
        await CallOrdersAsync(page, origin);
        return page;
    }

    /// <summary>The user is there, neither code nor state is in the address, and the API answers.</summary>
    public static async Task CallOrdersAsync(VisiblePage page, string origin)
    {
        await page.HoldsAsync("document.body.innerText.includes('Hello, Alice Example')", "Alice is signed in");
        await page.IsAtAsync(origin + "/");
        await page.PressAsync("Call the API");
        await page.HoldsAsync("document.body.innerText.includes('The API answered 200.')", "the API has answered");
    }

    /// <summary>The provider remembers the user who has signed in there before. It is at http, so that where the engine keeps no <c>Secure</c> cookie over http, the user says so again.</summary>
    public static Task IsRememberedAsync(IEngine engine, VisiblePage page, string user) => engine.KeepsCookiesOverHttp ? Task.CompletedTask : page.PressAsync(user);

    /// <summary>The session expires, which the next call finds out; the user signs in again.</summary>
    public static async Task ExpireAndSignInToOrdersAsync(VisiblePage page, IEngine engine, LocalHost host, string origin)
    {
        await host.AdvanceAsync(TimeSpan.FromDays(1));
        await page.PressAsync("Call the API");
        await page.PressAsync("Sign in");
        await IsRememberedAsync(engine, page, "Alice Example");
        await CallOrdersAsync(page, origin);
        Assert.Equal(2, await host.TokenCallsAsync("authorization_code"));
    }

    public static async Task SignOutOfOrdersAsync(VisiblePage page, LocalHost host)
    {
        await page.PressAsync("Sign out");
        await Until.TrueAsync("the provider's session is ended", async () => await host.ProviderCallsAsync("end_session") == 1);
        await page.OffersAsync("Sign in");
    }

    /// <summary>The browser was at the provider to end its session there.</summary>
    private static async Task SignedOutAsync(LocalHost host)
    {
        await Until.TrueAsync("the provider's session is ended", async () => await host.ProviderCallsAsync("end_session") == 1);
        Assert.Equal(1, await host.TokenCallsAsync("authorization_code"));
        Assert.Equal(1, await host.ProviderCallsAsync("revoke"));
    }
}
