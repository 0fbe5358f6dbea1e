using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Playwright;
using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.Browser;

/// <summary>Pages made from the text of the client's README, with each kind of failed login.</summary>
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

    private const string CookieLost = "the browser has lost its cookies";
    private const string StateLost = "the provider has lost the state";
    private const string TokensDown = "the provider's token endpoint is down";

    public static TheoryData<string> CallbackPaths => new("/callback", "/api/auth/callback");

    /// <summary>How the provider answers, the code that the page shows, and where the callback is.</summary>
    public static TheoryData<string, string, string> Failures
    {
        get
        {
            var rows = new TheoryData<string, string, string>();
            foreach (var path in CallbackPaths)
            {
                rows.Add("error=access_denied", "login_cancelled", path);
                rows.Add("error=login_required", "login_required", path);
                rows.Add("error=temporarily_unavailable", "provider_unavailable", path);
                rows.Add("error=invalid_scope", "provider_denied", path);
                rows.Add("code=unknown", "code_rejected", path);
                rows.Add(CookieLost, "transaction_missing", path);
                rows.Add(StateLost, "login_cancelled", path);
                rows.Add(TokensDown, "provider_unavailable", path);
            }

            return rows;
        }
    }

    [BrowserTheory]
    [MemberData(nameof(Failures))]
    public async Task Its_first_snippet_shows_a_failed_login_once_and_lets_the_user_begin_the_next_one(string answer, string code, string callbackPath)
    {
        await using var site = await ServeAsync(await FirstSnippetAsync(), callbackPath);
        await using var lease = await chromium.LeaseAsync();
        var requests = await AnswerAsync(lease.Context, site.Host, answer);
        var tab = await lease.Context.NewPageAsync();
        await tab.GotoAsync(site.Front.Origin + "/");

        await Assertions.Expect(tab.Locator("body")).ToHaveTextAsync($"Signing in failed ({code}). Sign in");
        Assert.Equal(1, requests());
        await Assertions.Expect(tab).ToHaveURLAsync(site.Front.Origin + (callbackPath == "/callback" ? callbackPath : "/"));

        await tab.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Until.TrueAsync("the user's own login has begun", () => Task.FromResult(requests() == 2));
        await Assertions.Expect(tab.Locator("body")).ToHaveTextAsync($"Signing in failed ({code}). Sign in");
        Assert.Equal(2, requests());
    }

    [BrowserFact]
    public async Task Its_first_snippet_shows_once_that_the_provider_is_down()
    {
        await using var site = await ServeAsync(await FirstSnippetAsync(), "/api/auth/callback", ("TokenExchange:Provider:MetadataAddress", "http://127.0.0.1:9/none"));

        await ShowsAsync(site, "/", "provider_unavailable");
    }

    [BrowserFact]
    public async Task Its_first_snippet_shows_once_that_it_is_served_at_another_address_than_the_configured_one()
    {
        await using var site = await ServeAsync(await FirstSnippetAsync(), "/api/auth/callback", ("TokenExchange:PublicOrigin", "http://localhost:1"));

        await ShowsAsync(site, "/", "csrf_failed");
    }

    [BrowserFact]
    public async Task The_users_next_login_returns_to_the_path_of_the_cancelled_one()
    {
        await using var site = await ServeAsync(await FirstSnippetAsync(), "/api/auth/callback");
        await using var lease = await chromium.LeaseAsync();
        var requests = await AnswerAsync(lease.Context, site.Host, "error=access_denied");
        var tab = await lease.Context.NewPageAsync();
        await tab.GotoAsync(site.Front.Origin + "/orders?filter[state]=open");
        await Assertions.Expect(tab.Locator("body")).ToHaveTextAsync("Signing in failed (login_cancelled). Sign in");
        await lease.Context.UnrouteAllAsync();

        await tab.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await tab.GetByRole(AriaRole.Button, new() { Name = "Alice Example" }).ClickAsync();

        await Assertions.Expect(tab).ToHaveURLAsync(new Regex("/orders\\?filter(\\[|%5B)state(\\]|%5D)=open$"));
        Assert.Equal(1, requests());
    }

    [BrowserTheory]
    [InlineData("/?code=x&state=y", "transaction_missing")]
    [InlineData("/?error=access_denied", "login_cancelled")]
    [InlineData("/?code=code_rejected&traceId=4bf92f3577b34da6a3ce929d0e0e4736", "code_rejected")]
    public async Task Its_first_snippet_shows_a_sentence_for_a_link_that_looks_like_an_answer(string path, string code)
    {
        await using var site = await ServeAsync(await FirstSnippetAsync());

        await ShowsAsync(site, path, code);
    }

    [BrowserTheory]
    [MemberData(nameof(CallbackPaths))]
    public async Task A_page_that_ignores_failures_is_stopped_after_the_second_login(string callbackPath)
    {
        await using var site = await ServeAsync(Careless, callbackPath);
        await using var lease = await chromium.LeaseAsync();
        var requests = await AnswerAsync(lease.Context, site.Host, "error=access_denied");
        var tab = await lease.Context.NewPageAsync();
        var stopped = tab.WaitForConsoleMessageAsync(new() { Predicate = message => message.Text == "login_loop" }); // an expectation would run script as a user's gesture, and so let the page begin another login

        await tab.GotoAsync(site.Front.Origin + "/");

        Assert.Equal("login_loop", (await stopped).Text);
        Assert.Equal(2, requests());
    }

    /// <summary>The page shows the code, and sends no authorization request.</summary>
    private async Task ShowsAsync(Served site, string path, string code)
    {
        await using var lease = await chromium.LeaseAsync();
        var requests = await AnswerAsync(lease.Context, site.Host, "error=access_denied");
        var tab = await lease.Context.NewPageAsync();

        await tab.GotoAsync(site.Front.Origin + path);

        await Assertions.Expect(tab.Locator("body")).ToHaveTextAsync($"Signing in failed ({code}). Sign in");
        await Assertions.Expect(tab).ToHaveURLAsync(site.Front.Origin + "/");
        Assert.Equal(0, requests());
    }

    /// <summary>The provider answers each authorization request at once; gives how many came.</summary>
    private static async Task<Func<int>> AnswerAsync(IBrowserContext context, LocalHost host, string answer)
    {
        var count = 0;
        await context.RouteAsync(host.Provider + "/authorize?*", async route =>
        {
            Interlocked.Increment(ref count);
            var asked = QueryHelpers.ParseQuery(new Uri(route.Request.Url).Query);
            if (answer == CookieLost)
            {
                await context.ClearCookiesAsync();
            }

            if (answer == TokensDown)
            {
                await host.ControlAsync(HttpMethod.Post, "provider/faults", new { endpoint = "token", status = 503, count = 1 });
            }

            var state = answer == StateLost ? "" : $"&state={asked["state"]}&iss={Uri.EscapeDataString(host.Provider)}";
            var parameters = answer switch { CookieLost or TokensDown => "code=unknown", StateLost => "error=access_denied", _ => answer };
            await route.FulfillAsync(new() { Status = 303, Headers = new Dictionary<string, string> { ["Location"] = $"{asked["redirect_uri"]}?{parameters}{state}" } });
        });
        return () => count;
    }

    /// <summary>Whatever page is asked for, it has that script; the name of the package leads to the bundle.</summary>
    private static async Task<Served> ServeAsync(string script, string callbackPath = "/callback", params (string Key, string Value)[] settings)
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
        var host = await LocalHost.StartBehindAsync(front.Origin, [("TokenExchange:Login:CallbackPath", callbackPath), .. settings]);
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
