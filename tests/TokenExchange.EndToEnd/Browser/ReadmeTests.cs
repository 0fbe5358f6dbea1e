using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Playwright;
using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.Browser;

/// <summary>Pages made from the text of the client's README, at a provider that refuses.</summary>
[Collection(InChromium.Name)]
public sealed partial class ReadmeTests(Chromium chromium)
{
    /// <summary>A page that takes a failed login for nobody signed in, and so begins the next one.</summary>
    private const string Careless = """
        import { createTokenExchange } from "token-exchange-browser";
        const te = createTokenExchange();
        const session = await te.completeLogin().then(done => done.session, () => ({ isAuthenticated: false }));
        if (!session.isAuthenticated) await te.login().catch(error => console.log(document.body.textContent = error.code));
        """;

    public static TheoryData<string> CallbackPaths => new("/callback", "/api/auth/callback");

    [BrowserTheory]
    [MemberData(nameof(CallbackPaths))]
    public async Task Its_first_snippet_shows_a_refused_login_once_and_lets_the_user_begin_the_next_one(string callbackPath)
    {
        await using var site = await ServeAsync(await FirstSnippetAsync(), callbackPath);
        await using var lease = await chromium.LeaseAsync();
        var requests = await RefuseAsync(lease.Context, site.Host);
        var tab = await lease.Context.NewPageAsync();
        await tab.GotoAsync(site.Front.Origin + "/");

        await Assertions.Expect(tab.Locator("body")).ToHaveTextAsync("Signing in failed (provider_denied). Sign in");
        Assert.Equal(1, requests());
        await Assertions.Expect(tab).ToHaveURLAsync(site.Front.Origin + (callbackPath == "/callback" ? callbackPath : "/"));

        await tab.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Until.TrueAsync("the user's own login has begun", () => Task.FromResult(requests() == 2));
        await Assertions.Expect(tab.Locator("body")).ToHaveTextAsync("Signing in failed (provider_denied). Sign in");
        Assert.Equal(2, requests());
    }

    [BrowserTheory]
    [InlineData("/?code=x&state=y", "transaction_missing")]
    [InlineData("/?error=access_denied", "provider_denied")]
    [InlineData("/?code=code_rejected&traceId=4bf92f3577b34da6a3ce929d0e0e4736", "code_rejected")]
    public async Task Its_first_snippet_shows_a_sentence_for_a_link_that_looks_like_an_answer(string path, string code)
    {
        await using var site = await ServeAsync(await FirstSnippetAsync());
        await using var lease = await chromium.LeaseAsync();
        var requests = await RefuseAsync(lease.Context, site.Host);
        var tab = await lease.Context.NewPageAsync();

        await tab.GotoAsync(site.Front.Origin + path);

        await Assertions.Expect(tab.Locator("body")).ToHaveTextAsync($"Signing in failed ({code}). Sign in");
        await Assertions.Expect(tab).ToHaveURLAsync(site.Front.Origin + "/");
        Assert.Equal(0, requests());
    }

    [BrowserTheory]
    [MemberData(nameof(CallbackPaths))]
    public async Task A_page_that_ignores_failures_is_stopped_after_the_second_login(string callbackPath)
    {
        await using var site = await ServeAsync(Careless, callbackPath);
        await using var lease = await chromium.LeaseAsync();
        var requests = await RefuseAsync(lease.Context, site.Host);
        var tab = await lease.Context.NewPageAsync();
        var stopped = tab.WaitForConsoleMessageAsync(new() { Predicate = message => message.Text == "login_loop" }); // an expectation would run script as a user's gesture, and so let the page begin another login

        await tab.GotoAsync(site.Front.Origin + "/");

        Assert.Equal("login_loop", (await stopped).Text);
        Assert.Equal(2, requests());
    }

    /// <summary>The provider answers each authorization request at once, as when the user's account may not use the application; gives how many came.</summary>
    private static async Task<Func<int>> RefuseAsync(IBrowserContext context, LocalHost host)
    {
        var count = 0;
        await context.RouteAsync(host.Provider + "/authorize?*", route =>
        {
            Interlocked.Increment(ref count);
            var query = QueryHelpers.ParseQuery(new Uri(route.Request.Url).Query);
            var answer = QueryHelpers.AddQueryString(
                query["redirect_uri"].ToString(),
                new Dictionary<string, string?> { ["error"] = "access_denied", ["state"] = query["state"], ["iss"] = host.Provider });
            return route.FulfillAsync(new() { Status = 303, Headers = new Dictionary<string, string> { ["Location"] = answer } });
        });
        return () => count;
    }

    /// <summary>Whatever page is asked for, it has that script; the name of the package leads to the bundle.</summary>
    private static async Task<Served> ServeAsync(string script, string callbackPath = "/callback")
    {
        var bundle = await File.ReadAllTextAsync(Path.Combine(Requirements.Root, "src", "TokenExchange.LocalHost", "wwwroot", "token-exchange-browser.js"));
        var page = $$"""
            <!doctype html><title>mine</title><body></body>
            <script type="importmap">{ "imports": { "token-exchange-browser": "/token-exchange-browser.js" } }</script>
            <script type="module">{{script}}</script>
            """;
        var front = await Front.StartAsync(context =>
        {
            var isBundle = context.Request.Path == "/token-exchange-browser.js";
            context.Response.ContentType = isBundle ? "text/javascript" : "text/html; charset=utf-8";
            context.Response.Headers["Cross-Origin-Opener-Policy"] = "same-origin"; // the tab's storage has to outlive it
            return context.Response.WriteAsync(isBundle ? bundle : page);
        });
        var host = await LocalHost.StartBehindAsync(front.Origin, ("TokenExchange:Login:CallbackPath", callbackPath));
        front.LeadTo(host.Listening);
        return new Served(front, host);
    }

    private static async Task<string> FirstSnippetAsync() =>
        FirstSnippet().Match(await File.ReadAllTextAsync(Path.Combine(Requirements.Root, "clients", "browser", "README.md"))).Groups["text"].Value;

    [GeneratedRegex("```js\n(?<text>.*?)```", RegexOptions.Singleline)]
    private static partial Regex FirstSnippet();

    private sealed record Served(Front Front, LocalHost Host) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Front.DisposeAsync();
            await Host.DisposeAsync();
        }
    }
}
