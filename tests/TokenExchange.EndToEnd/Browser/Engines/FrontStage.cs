using Microsoft.AspNetCore.Http;
using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.Browser.Engines;

/// <summary>Pages and gateway at one origin, as behind the template's Front Door, and an engine: over https where it needs that. Without pages, the local host has its own: the demo page.</summary>
internal sealed class FrontStage : IAsyncDisposable
{
    private TestCertificate? _certificate;

    private FrontStage(IEngine engine) => Engine = engine;

    public IEngine Engine { get; }

    public Front Front { get; private set; } = null!;

    public LocalHost Host { get; private set; } = null!;

    public string Origin => Front.Origin;

    public static async Task<FrontStage> StartAsync(IEngines engines, RequestDelegate? pages, params (string Key, string Value)[] settings) =>
        await StartAsync(await engines.StartEngineAsync(), pages, settings);

    /// <summary>Starts it with an engine, which ends with it.</summary>
    public static async Task<FrontStage> StartAsync(IEngine engine, RequestDelegate? pages, params (string Key, string Value)[] settings)
    {
        var stage = new FrontStage(engine);
        try
        {
            await stage.BeginAsync(pages, settings);
            return stage;
        }
        catch
        {
            await stage.DisposeAsync();
            throw;
        }
    }

    /// <summary>Opens a page in a tab of its own.</summary>
    public async Task<VisiblePage> OpenAsync(string path = "/")
    {
        var tab = await Engine.NewTabAsync();
        await tab.GoToAsync(Origin + path);
        return new VisiblePage(tab);
    }

    public async ValueTask DisposeAsync()
    {
        await Engine.DisposeAsync();
        await (Host?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (Front?.DisposeAsync() ?? ValueTask.CompletedTask);
        _certificate?.Dispose();
    }

    private async Task BeginAsync(RequestDelegate? pages, (string Key, string Value)[] settings)
    {
        _certificate = Engine.KeepsCookiesOverHttp ? null : TestCertificate.Create();
        Front = await Front.StartAsync(pages, _certificate?.Pair);
        Host = await LocalHost.StartBehindAsync(Front.Origin, settings);
        Front.LeadTo(Host.Listening);
    }
}
