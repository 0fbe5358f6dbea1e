using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.Browser.Engines;

/// <summary>A local host behind an address where the engine keeps its cookies: over https where it needs that.</summary>
internal sealed class EngineStage : IAsyncDisposable
{
    private TestCertificate? _certificate;

    private EngineStage(IEngine engine) => Engine = engine;

    public IEngine Engine { get; }

    /// <summary>What stands between the engine and the gateway.</summary>
    public LossyNetwork Network { get; private set; } = null!;

    public LocalHost Host { get; private set; } = null!;

    /// <summary>The certificate of every site of the test; null for http.</summary>
    public TestCertificate? Certificate => _certificate;

    public string Scheme => _certificate is null ? "http" : "https";

    public static async Task<EngineStage> StartAsync(IEngines engines, params (string Key, string Value)[] settings)
    {
        var stage = new EngineStage(await engines.StartEngineAsync());
        try
        {
            await stage.BeginAsync(settings);
            return stage;
        }
        catch
        {
            await stage.DisposeAsync();
            throw;
        }
    }

    /// <summary>Opens the demo page in a tab of its own.</summary>
    public async Task<DemoPage> OpenAsync(string path = "/")
    {
        var tab = await Engine.NewTabAsync();
        await tab.GoToAsync(Host.Origin + path);
        return new DemoPage(tab, Host);
    }

    /// <summary>
    /// Posts to an address with a client that lets the user confirm what is demanded, as alice does in a popup: the status, what is read of the answer, and
    /// the session's <c>acr</c>. What was demanded stays in the page, as <c>demanded</c>.
    /// </summary>
    /// <param name="page">Where alice is signed in.</param>
    /// <param name="address">The address of the call.</param>
    /// <param name="read">What is read of <c>answer</c>, as an expression.</param>
    public async Task<string> PostWithStepUpAsync(DemoPage page, string address, string read)
    {
        await page.RunAsync<bool>(
            """
            const button = document.body.appendChild(Object.assign(document.createElement("button"), { textContent: "Confirm that it is you", hidden: true }));
            const bank = createTokenExchange({
              stepUp: error => new Promise((resolve, reject) => {
                globalThis.demanded = JSON.stringify(error.stepUp);
                button.hidden = false;
                button.onclick = () => bank.login({ ...error.stepUp, popup: true }).then(resolve, reject);
              }),
            });
            await bank.session();
            globalThis.begun = bank.fetch(argument, { method: "POST", body: "7" })
              .then(async answer => `${answer.status} ${
            """ + read + """
            } ${(await bank.session()).session.acr}`);
            return true;
            """,
            address);
        await page.PressAsync("Confirm that it is you");
        await new VisiblePage(await Engine.OpenedTabAsync()).PressAsync("Alice Example");
        return await page.EndAsync<string>();
    }

    /// <summary>The cookies of the demo's origin, from a new tab: of a page that was reached from another site, WebKit's driver does not tell the strict ones.</summary>
    public async Task<IReadOnlyList<HeldCookie>> CookiesAsync()
    {
        var page = await OpenAsync();
        var cookies = await page.Tab.CookiesAsync();
        await page.Tab.CloseAsync();
        return cookies;
    }

    public async ValueTask DisposeAsync()
    {
        await Engine.DisposeAsync();
        await (Host?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (Network?.DisposeAsync() ?? ValueTask.CompletedTask);
        _certificate?.Dispose();
    }

    private async Task BeginAsync((string Key, string Value)[] settings)
    {
        _certificate = Engine.KeepsCookiesOverHttp ? null : TestCertificate.Create();
        Network = await LossyNetwork.StartAsync(_certificate?.Pair);
        (string, string)[] trust = _certificate is null ? [] : [("SSL_CERT_FILE", _certificate.File)]; // for the provider's logout tokens, which go through the network
        Host = await LocalHost.StartBehindAsync(Network.Origin, [.. settings, .. trust]);
        Network.LeadTo(Host.Listening);
    }
}
