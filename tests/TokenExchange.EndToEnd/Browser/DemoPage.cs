using Microsoft.Playwright;
using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.Browser;

/// <summary>The demo page in a tab, by what a person sees and presses.</summary>
internal sealed class DemoPage(IPage tab, LocalHost host)
{
    public IPage Tab => tab;

    public ILocator Who => tab.Locator("#who");

    public ILocator Notice => tab.Locator("#notice");

    /// <summary>The newest answer in the table of calls.</summary>
    public ILocator NewestAnswer => tab.Locator("#answers tr").First;

    public static async Task<DemoPage> OpenAsync(IBrowserContext context, LocalHost host, string path = "/")
    {
        var page = new DemoPage(await context.NewPageAsync(), host);
        await page.Tab.GotoAsync(host.Origin + path);
        return page;
    }

    public ILocator Button(string name) => tab.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    public async Task SignInAsync(string user = "alice")
    {
        await Button($"Sign in as {user}").ClickAsync();
        await SeesUserAsync(user);
    }

    /// <summary>Signs out with the button, or by this act, and waits until the browser is back from the provider, with nobody signed in.</summary>
    public async Task SignOutAsync(Func<Task>? act = null)
    {
        await tab.EvaluateAsync("() => { globalThis.isBeforeSignOut = true; }"); // gone with the document: its "Signed out" is not the answer
        await tab.RunAndWaitForResponseAsync(act ?? (() => Button("Sign out").ClickAsync()), answer => new Uri(answer.Url).AbsolutePath == "/end_session");
        await Until.TrueAsync("the page is loaded again", IsNewAsync);
        await IsAtAsync("/");
        await SeesNobodyAsync();
    }

    private async Task<bool> IsNewAsync()
    {
        try
        {
            return await tab.EvaluateAsync<bool>("() => location.pathname === '/' && !globalThis.isBeforeSignOut");
        }
        catch (PlaywrightException)
        {
            return false; // the document was replaced meanwhile
        }
    }

    public Task SeesUserAsync(string user) => Assertions.Expect(Who).ToHaveTextAsync(user == "alice" ? "Signed in: Alice Example" : "Signed in: Bob Example");

    public Task SeesNobodyAsync() => Assertions.Expect(Who).ToHaveTextAsync("Signed out");

    public Task IsAtAsync(string path) => Assertions.Expect(tab).ToHaveURLAsync(host.Origin + path);

    /// <summary>
    /// Runs script in the page, with <c>client</c>, a client of the library, and <c>argument</c> at hand. The page's own policy applies.
    /// </summary>
    public Task<T> RunAsync<T>(string body, object? argument = null) => tab.EvaluateAsync<T>(
        $$"""
        async argument => {
          const { createTokenExchange, TokenExchangeError, problemOf } = await import("/token-exchange-browser.js");
          globalThis.client ??= createTokenExchange();
          const client = globalThis.client;
          {{body}}
        }
        """,
        argument);
}
