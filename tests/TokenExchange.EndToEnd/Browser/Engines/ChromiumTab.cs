using Microsoft.Playwright;

namespace TokenExchange.EndToEnd.Browser.Engines;

/// <summary>A tab of the one Chromium, for tests that are alike in all engines.</summary>
internal sealed class ChromiumTab(Chromium.Lease lease, IPage tab) : IEngine
{
    public static async Task<ChromiumTab> OpenAsync(Chromium chromium, BrowserNewContextOptions? options = null)
    {
        var lease = await chromium.LeaseAsync(options);
        return new ChromiumTab(lease, await lease.Context.NewPageAsync());
    }

    public Task GoToAsync(string address) => tab.GotoAsync(address);

    public Task ReloadAsync() => tab.ReloadAsync();

    public Task ClickAsync(string path) => tab.Locator("xpath=" + path).First.ClickAsync();

    public async Task<string> EvaluateAsync(string expression)
    {
        try
        {
            return await tab.EvaluateAsync<string>($"async () => String(await ({expression}))");
        }
        catch (PlaywrightException cause)
        {
            throw new EngineException(cause.Message);
        }
    }

    public ValueTask DisposeAsync() => lease.DisposeAsync();
}
