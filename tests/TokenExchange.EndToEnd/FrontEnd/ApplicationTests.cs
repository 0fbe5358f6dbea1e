using Microsoft.Playwright;
using TokenExchange.EndToEnd.Browser;
using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.FrontEnd;

/// <summary>The applications of docs/front-end.md, from sign-in to sign-out, and with each kind of failure.</summary>
[Collection(InChromium.Name)]
public sealed class ApplicationTests(Chromium chromium)
{
    [ApplicationTheory]
    [InlineData("react")]
    [InlineData("vue")]
    [InlineData("angular")]
    public async Task Signs_in_calls_expires_signs_in_again_and_out_and_shows_what_failed(string name)
    {
        await using var application = await Application.StartAsync(name);
        await using var lease = await chromium.LeaseAsync();
        var tab = await lease.Context.NewPageAsync();
        var origin = application.Front.Origin;

        await tab.GotoAsync(origin + "/");
        await Button(tab, "Sign in").ClickAsync();
        await Button(tab, "Alice Example").ClickAsync(); // at the provider
        await IsSignedInAsync(tab, origin);
        await CallAsync(tab, "The API answered 200.");

        await application.Host.ControlAsync(HttpMethod.Post, "clock", new { advanceSeconds = 86_400 });
        await Button(tab, "Call the API").ClickAsync();
        await Button(tab, "Sign in").ClickAsync(); // the provider remembers the user
        await IsSignedInAsync(tab, origin);
        await CallAsync(tab, "The API answered 200.");
        Assert.Equal(2, await application.Host.TokenCallsAsync("authorization_code"));

        await Button(tab, "Sign out").ClickAsync();
        await Assertions.Expect(Button(tab, "Sign in")).ToBeVisibleAsync();

        var logins = await application.Host.ProviderCallsAsync("authorize");
        await ShowsAsync(tab, origin + "/?code=x&state=y", "transaction_missing");
        await ShowsAsync(tab, origin + "/?error=access_denied", "login_cancelled");
        await tab.RouteAsync("**/api/**", route => route.ContinueAsync(new() { Headers = route.Request.Headers.Where(header => header.Key != "x-csrf") }));
        await ShowsAsync(tab, origin + "/", "csrf_failed");
        await tab.UnrouteAllAsync();
        await tab.RouteAsync("**/api/**", route => route.AbortAsync());
        await ShowsAsync(tab, origin + "/?code=x&state=y", "network_error");
        await Button(tab, "Sign in").ClickAsync();
        await Assertions.Expect(tab.GetByRole(AriaRole.Alert)).ToHaveTextAsync("That failed (network_error).");
        Assert.Equal(logins, await application.Host.ProviderCallsAsync("authorize")); // no page began a login by itself
    }

    private static async Task IsSignedInAsync(IPage tab, string origin)
    {
        await Assertions.Expect(tab.GetByText("Hello, Alice Example")).ToBeVisibleAsync();
        await Assertions.Expect(tab).ToHaveURLAsync(origin + "/");
    }

    private static async Task CallAsync(IPage tab, string answer)
    {
        await Button(tab, "Call the API").ClickAsync();
        await Assertions.Expect(tab.GetByText(answer)).ToBeVisibleAsync();
    }

    /// <summary>A sentence and a way on, and nothing of the response in the address.</summary>
    private static async Task ShowsAsync(IPage tab, string address, string code)
    {
        await tab.GotoAsync(address);
        await Assertions.Expect(tab.GetByRole(AriaRole.Alert)).ToHaveTextAsync($"That failed ({code}).");
        await Assertions.Expect(Button(tab, "Sign in")).ToBeVisibleAsync();
        await Assertions.Expect(tab).Not.ToHaveURLAsync(new System.Text.RegularExpressions.Regex("code=|error="));
    }

    private static ILocator Button(IPage tab, string name) => tab.GetByRole(AriaRole.Button, new() { Name = name });
}
