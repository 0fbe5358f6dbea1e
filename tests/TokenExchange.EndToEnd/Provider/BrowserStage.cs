using TokenExchange.EndToEnd.Browser.Engines;
using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.Provider;

/// <summary>oidc-provider and a gateway that uses it, at an address where the engine keeps its cookies.</summary>
internal sealed class BrowserStage : IAsyncDisposable
{
    private readonly TestCertificate _certificate = TestCertificate.Create();
    private Front? _front;
    private Stage? _stage;

    private BrowserStage(IEngine engine) => Engine = engine;

    public IEngine Engine { get; }

    public string Issuer => _stage!.Provider.Issuer;

    public static async Task<BrowserStage> StartAsync(IEngines engines, (string Key, string Value)[] settings)
    {
        var browser = new BrowserStage(await engines.StartEngineAsync());
        try
        {
            browser._front = await Front.StartAsync(null, browser.Engine.KeepsCookiesOverHttp ? null : browser._certificate.Pair);
            browser._stage = await Stage.SetAsync(gateway: settings, front: browser._front);
            return browser;
        }
        catch
        {
            await browser.DisposeAsync();
            throw;
        }
    }

    /// <summary>Opens the demo page in a tab of its own.</summary>
    public async Task<DemoPage> OpenAsync()
    {
        var tab = await Engine.NewTabAsync();
        await tab.GoToAsync(_front!.Origin + "/");
        return new DemoPage(tab, _stage!.Gateway);
    }

    public async ValueTask DisposeAsync()
    {
        await Engine.DisposeAsync();
        await (_stage?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_front?.DisposeAsync() ?? ValueTask.CompletedTask);
        _certificate.Dispose();
    }
}
