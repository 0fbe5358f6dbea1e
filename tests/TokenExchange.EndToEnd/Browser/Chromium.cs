using Microsoft.Playwright;
using TokenExchange.EndToEnd.Browser.Engines;
using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.Browser;

/// <summary>One Chromium for all tests in a browser; each test has a context, and so cookies, of its own.</summary>
public sealed class Chromium : IAsyncLifetime, IEngines
{
    private static readonly string[] Flags =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
        "--disable-dev-shm-usage", "--no-proxy-server",
    ];

    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(15);

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async Task<IEngine> StartEngineAsync()
    {
        Assert.SkipWhen(Requirements.BrowserMissing is not null, Requirements.BrowserMissing ?? "");
        return await ChromiumEngine.StartAsync(this);
    }

    /// <summary>A context of the test's own.</summary>
    internal async Task<Lease> LeaseAsync(BrowserNewContextOptions? options = null)
    {
        _playwright ??= await Playwright.CreateAsync();
        _browser ??= await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Requirements.Chromium, Headless = true, Args = Flags });
        var context = await _browser.NewContextAsync(options);
        context.SetDefaultTimeout(20_000);
        Assertions.SetDefaultExpectTimeout(20_000);
        return new Lease(this, context);
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync(_browser?.CloseAsync() ?? Task.CompletedTask);
        _playwright?.Dispose();
    }

    private static async Task<bool> CloseAsync(Task closing)
    {
        try
        {
            await closing.WaitAsync(TimeLimit, TimeProvider.System);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    /// <summary>A context for as long as a test runs.</summary>
    internal sealed class Lease(Chromium chromium, IBrowserContext context) : IAsyncDisposable
    {
        public IBrowserContext Context => context;

        public async ValueTask DisposeAsync()
        {
            if (!await CloseAsync(context.CloseAsync()))
            {
                // A page that is closed while it navigates can keep Chromium from answering; the next test gets another one.
                _ = chromium._browser?.CloseAsync();
                chromium._browser = null;
            }
        }
    }
}

/// <summary>The tests that share the one Chromium.</summary>
[CollectionDefinition(Name)]
public sealed class InChromium : ICollectionFixture<Chromium>
{
    public const string Name = "in Chromium";
}
