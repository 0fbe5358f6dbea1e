using System.Text.Json;
using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.Browser.Engines;

/// <summary>The demo page in a tab.</summary>
internal sealed class DemoPage(ITab tab, LocalHost host) : VisiblePage(tab)
{
    public async Task SignInAsync(string user = "alice")
    {
        await SeesNobodyAsync();
        await PressAsync($"Sign in as {user}");
        await SeesUserAsync(user);
    }

    /// <summary>Signs out with the button, or by this act, and waits until the browser is back from the provider, with nobody signed in.</summary>
    public async Task SignOutAsync(Func<Task>? act = null)
    {
        var before = await host.ProviderCallsAsync("end_session");
        await Tab.EvaluateAsync("globalThis.isBeforeSignOut = true"); // gone with the document: its "Signed out" is not the answer
        await (act?.Invoke() ?? PressAsync("Sign out"));
        await Until.TrueAsync("the provider's session is ended", async () => await host.ProviderCallsAsync("end_session") == before + 1);
        await HoldsAsync("location.pathname === '/' && !globalThis.isBeforeSignOut", "the page is loaded again");
        await IsAtAsync("/");
        await SeesNobodyAsync();
    }

    public Task SeesUserAsync(string user) => SeesNameAsync(user == "alice" ? "Alice Example" : "Bob Example");

    public Task SeesNameAsync(string name) => HoldsAsync($"document.querySelector('#who')?.textContent === 'Signed in: {name}'", $"{name} is signed in");

    public Task SeesNobodyAsync() => HoldsAsync("document.querySelector('#who')?.textContent === 'Signed out'", "nobody is signed in");

    /// <summary>Waits until the newest answer in the table of calls contains this.</summary>
    public Task SeesAnswerAsync(string text) => ShowsAsync("#answers tr", text);

    public new Task IsAtAsync(string path) => base.IsAtAsync(host.Origin + path);

    /// <summary>
    /// Runs script in the page, with <c>client</c>, a client of the library, and <c>argument</c> at hand. The page's own policy applies.
    /// </summary>
    public async Task<T> RunAsync<T>(string body, object? argument = null) =>
        JsonSerializer.Deserialize<T>(await Tab.EvaluateAsync(Script(body, argument) + ".then(value => JSON.stringify(value ?? null))"))!;

    /// <summary>Begins script as <see cref="RunAsync{T}"/> does and does not wait for its end; <see cref="EndAsync{T}"/> does.</summary>
    public Task BeginAsync(string body, object? argument = null) => Tab.EvaluateAsync($"(globalThis.begun = {Script(body, argument)}, '')");

    /// <summary>The result of what <see cref="BeginAsync"/> has begun.</summary>
    public async Task<T> EndAsync<T>() => JsonSerializer.Deserialize<T>(await Tab.EvaluateAsync("globalThis.begun.then(value => JSON.stringify(value ?? null))"))!;

    private static string Script(string body, object? argument) =>
        $$"""
        (async argument => {
          const { createTokenExchange, TokenExchangeError, problemOf } = await import("/token-exchange-browser.js");
          globalThis.client ??= createTokenExchange();
          const client = globalThis.client;
          {{body}}
        })({{JsonSerializer.Serialize(argument)}})
        """;
}
