using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using TokenExchange.EndToEnd.Browser.Engines;
using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.Browser;

/// <summary>Pages made from the text of the client's README, with each kind of failed login.</summary>
public abstract partial class ReadmeTests(IEngines engines)
{
    /// <summary>A page that takes a failed login for nobody signed in, and so begins the next one. It reports why it was stopped.</summary>
    private const string Careless = """
        import { createTokenExchange } from "token-exchange-browser";
        const te = createTokenExchange();
        const session = await te.completeLogin().then(done => done.session, () => ({ isAuthenticated: false }));
        if (!session.isAuthenticated) await te.login().catch(error => fetch("/stopped/" + error.code, { method: "POST" }));
        """;

    private const string CookieLost = "the browser has lost its cookies";
    private const string StateLost = "the provider has lost the state";
    private const string TokensDown = "the provider's token endpoint is down";

    public static TheoryData<string> CallbackPaths => new("/callback", "/api/auth/callback");

    /// <summary>How the provider answers, and the code that the page shows.</summary>
    private static readonly (string Answer, string Code)[] Failures =
    [
        ("error=access_denied", "login_cancelled"),
        ("error=login_required", "login_required"),
        ("error=temporarily_unavailable", "provider_unavailable"),
        ("error=invalid_scope", "provider_denied"),
        ("code=unknown", "code_rejected"),
        (CookieLost, "transaction_missing"),
        (StateLost, "login_cancelled"),
        (TokensDown, "provider_unavailable"),
    ];

    /// <summary>Each in a tab of its own, at one gateway: each row with processes of its own would cost minutes.</summary>
    [EngineTheory]
    [MemberData(nameof(CallbackPaths))]
    public async Task Its_first_snippet_shows_each_failed_login_once_and_lets_the_user_begin_the_next_one(string callbackPath)
    {
        await using var provider = await AnsweringProvider.StartAsync();
        await using var site = await ServeAsync(provider, await FirstSnippetAsync(), callbackPath);
        foreach (var (answer, code) in Failures)
        {
            AnswerBy(provider, site, answer);
            var before = provider.Requests;
            var page = await site.OpenAsync();
            await SaysAsync(page, code);
            Assert.Equal((answer, 1), (answer, provider.Requests - before));
            await page.IsAtAsync(site.Origin + (callbackPath == "/callback" ? callbackPath : "/"));

            await page.Tab.EvaluateAsync("globalThis.isFirst = true");
            await page.PressAsync("Sign in");
            await page.HoldsAsync("!globalThis.isFirst", $"the page is loaded again after {answer}");
            await SaysAsync(page, code);
            Assert.Equal((answer, 2), (answer, provider.Requests - before));
        }
    }

    [EngineFact]
    public async Task Its_first_snippet_shows_once_that_the_provider_is_down()
    {
        await using var provider = await AnsweringProvider.StartAsync();
        await using var site = await ServeAsync(provider, await FirstSnippetAsync(), "/api/auth/callback", ("TokenExchange:Provider:MetadataAddress", "http://127.0.0.1:9/none"));

        await ShowsAsync(site, "/", "provider_unavailable");
    }

    [EngineFact]
    public async Task Its_first_snippet_shows_once_that_it_is_served_at_another_address_than_the_configured_one()
    {
        await using var provider = await AnsweringProvider.StartAsync();
        await using var site = await ServeAsync(provider, await FirstSnippetAsync(), "/api/auth/callback", ("TokenExchange:PublicOrigin", "http://localhost:1"));

        await ShowsAsync(site, "/", "csrf_failed");
        Assert.Equal(0, provider.Requests);
    }

    [EngineFact]
    public async Task Its_first_snippet_shows_once_that_the_gateway_cannot_be_reached()
    {
        await using var provider = await AnsweringProvider.StartAsync();
        await using var site = await ServeAsync(provider, await FirstSnippetAsync());
        site.Front.IsBroken = true;

        await ShowsAsync(site, "/", "network_error");
        Assert.Equal(0, provider.Requests);
    }

    [EngineFact]
    public async Task The_users_next_login_returns_to_the_path_of_the_cancelled_one()
    {
        await using var provider = await AnsweringProvider.StartAsync();
        await using var site = await ServeAsync(provider, await FirstSnippetAsync(), "/api/auth/callback");
        var page = await site.OpenAsync("/orders?filter[state]=open");
        await SaysAsync(page, "login_cancelled");
        provider.Answer = () => Task.FromResult<string?>(null);

        await page.PressAsync("Sign in");
        await page.PressAsync("Alice Example");

        await page.HoldsAsync("/\\/orders\\?filter(\\[|%5B)state(\\]|%5D)=open$/.test(location.href)", "the page is where it was");
        Assert.Equal(2, provider.Requests);
    }

    [EngineFact]
    public async Task Its_first_snippet_shows_a_sentence_for_a_link_that_looks_like_an_answer()
    {
        await using var provider = await AnsweringProvider.StartAsync();
        await using var site = await ServeAsync(provider, await FirstSnippetAsync());

        await ShowsAsync(site, "/?code=x&state=y", "transaction_missing");
        await ShowsAsync(site, "/?error=access_denied", "login_cancelled");
        await ShowsAsync(site, "/?code=code_rejected&traceId=4bf92f3577b34da6a3ce929d0e0e4736", "code_rejected");
        Assert.Equal(0, provider.Requests);
    }

    [EngineTheory]
    [MemberData(nameof(CallbackPaths))]
    public async Task A_page_that_ignores_failures_is_stopped_after_the_second_login(string callbackPath)
    {
        var stopped = new ConcurrentQueue<string>(); // to look into the page could run script as a user's gesture, and so let the page begin another login
        await using var provider = await AnsweringProvider.StartAsync();
        await using var site = await ServeAsync(provider, Careless, callbackPath, stopped);
        var tab = await site.Engine.NewTabAsync();

        await tab.GoToAsync(site.Origin + "/");
        await Until.TrueAsync("the page is stopped", () => Task.FromResult(!stopped.IsEmpty));

        Assert.Equal(["login_loop"], stopped);
        Assert.Equal(2, provider.Requests);
    }

    /// <summary>The page shows the code, and a button.</summary>
    private static async Task ShowsAsync(FrontStage site, string path, string code)
    {
        var page = await site.OpenAsync(path);

        await SaysAsync(page, code);
        await page.IsAtAsync(site.Origin + "/");
    }

    private static Task SaysAsync(VisiblePage page, string code) => page.SaysAsync("body", $"Signing in failed ({code}). Sign in");

    private static void AnswerBy(AnsweringProvider provider, FrontStage site, string answer)
    {
        site.Front.Remove(null);
        provider.IsStateLost = answer == StateLost;
        provider.Answer = async () =>
        {
            site.Front.Remove(answer == CookieLost ? "Cookie" : null);
            if (answer == TokensDown)
            {
                await site.Host.ControlAsync(HttpMethod.Post, "provider/faults", new { endpoint = "token", status = 503, count = 1 });
            }

            return answer switch { CookieLost or TokensDown => "code=unknown", StateLost => "error=access_denied", _ => answer };
        };
    }

    private Task<FrontStage> ServeAsync(AnsweringProvider provider, string script, string callbackPath = "/callback", params (string Key, string Value)[] settings) =>
        ServeAsync(provider, script, callbackPath, [], settings);

    /// <summary>Whatever page is asked for, it has that script; the name of the package leads to the bundle.</summary>
    private async Task<FrontStage> ServeAsync(
        AnsweringProvider provider, string script, string callbackPath, ConcurrentQueue<string> stopped, params (string Key, string Value)[] settings)
    {
        var bundle = await File.ReadAllTextAsync(Path.Combine(Requirements.Root, "src", "TokenExchange.LocalHost", "wwwroot", "token-exchange-browser.js"));
        var page = $$"""
            <!doctype html><title>mine</title><body></body>
            <script type="importmap">{ "imports": { "token-exchange-browser": "/token-exchange-browser.js" } }</script>
            <script type="module">{{script}}</script>
            """;
        var stage = await FrontStage.StartAsync(
            engines,
            context =>
            {
                if (context.Request.Path.StartsWithSegments("/stopped", out var code))
                {
                    stopped.Enqueue(code.Value!.Trim('/'));
                    return Task.CompletedTask;
                }

                var isBundle = context.Request.Path == "/token-exchange-browser.js";
                context.Response.ContentType = isBundle ? "text/javascript" : "text/html; charset=utf-8";
                context.Response.Headers["Cross-Origin-Opener-Policy"] = "same-origin"; // the tab's storage has to outlive it
                return context.Response.WriteAsync(isBundle ? bundle : page);
            },
            [("TokenExchange:Login:CallbackPath", callbackPath), provider.Setting, .. settings]);
        provider.LeadTo(stage.Host);
        return stage;
    }

    private static async Task<string> FirstSnippetAsync() =>
        FirstSnippet().Match(await File.ReadAllTextAsync(Path.Combine(Requirements.Root, "clients", "browser", "README.md"))).Groups["text"].Value;

    [GeneratedRegex("```js\n(?<text>.*?)```", RegexOptions.Singleline)]
    private static partial Regex FirstSnippet();
}

[Collection(InChromium.Name)]
public sealed class ChromiumReadmeTests(Chromium browser) : ReadmeTests(browser);

[Collection(InFirefox.Name)]
public sealed class FirefoxReadmeTests(Firefox browser) : ReadmeTests(browser);

[Collection(InWebKit.Name)]
public sealed class WebKitReadmeTests(WebKits browser) : ReadmeTests(browser);
