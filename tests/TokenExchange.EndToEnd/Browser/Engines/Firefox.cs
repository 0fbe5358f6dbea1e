using System.Diagnostics;
using System.Text.RegularExpressions;
using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.Browser.Engines;

/// <summary>Firefox with a new profile, driven by WebDriver BiDi, which it speaks by itself. It takes the tests' certificates.</summary>
internal sealed partial class Firefox : IEngine
{
    /// <summary>Whatever would call servers of others by itself: updates, telemetry, settings, add-ons, blocklists, the portal check, a proxy.</summary>
    private const string Preferences = """
        user_pref("app.normandy.enabled", false);
        user_pref("app.update.disabledForTesting", true);
        user_pref("browser.newtabpage.enabled", false);
        user_pref("browser.safebrowsing.malware.enabled", false);
        user_pref("browser.safebrowsing.phishing.enabled", false);
        user_pref("browser.safebrowsing.update.enabled", false);
        user_pref("browser.search.update", false);
        user_pref("browser.shell.checkDefaultBrowser", false);
        user_pref("browser.startup.page", 0);
        user_pref("datareporting.policy.dataSubmissionEnabled", false);
        user_pref("dom.push.connection.enabled", false);
        user_pref("extensions.getAddons.cache.enabled", false);
        user_pref("extensions.systemAddon.update.enabled", false);
        user_pref("extensions.update.enabled", false);
        user_pref("geo.provider.testing", true);
        user_pref("media.gmp-manager.updateEnabled", false);
        user_pref("network.captive-portal-service.enabled", false);
        user_pref("network.connectivity-service.enabled", false);
        user_pref("network.dns.disablePrefetch", true);
        user_pref("network.prefetch-next", false);
        user_pref("network.proxy.type", 0);
        user_pref("network.trr.mode", 5);
        user_pref("privacy.trackingprotection.enabled", false);
        user_pref("services.settings.server", "data:,#remote-settings-dummy/v1");
        user_pref("toolkit.telemetry.enabled", false);
        user_pref("toolkit.telemetry.server", "data:,");
        """;

    private readonly DirectoryInfo _profile = Directory.CreateTempSubdirectory("firefox-");
    private Child? _process;
    private BiDi? _connection;
    private string _tab = "";

    private Firefox()
    {
    }

    public static async Task<Firefox> StartAsync()
    {
        var firefox = new Firefox();
        try
        {
            await firefox.BeginAsync();
            return firefox;
        }
        catch
        {
            await firefox.DisposeAsync();
            throw;
        }
    }

    public Task GoToAsync(string address) => _connection!.SendAsync("browsingContext.navigate", new { context = _tab, url = address, wait = "complete" });

    public Task ReloadAsync() => _connection!.SendAsync("browsingContext.reload", new { context = _tab, wait = "complete" });

    public async Task ClickAsync(string path)
    {
        var found = await _connection!.SendAsync("browsingContext.locateNodes", new { context = _tab, locator = new { type = "xpath", value = path }, maxNodeCount = 1 });
        var element = new { sharedId = found.GetProperty("nodes")[0].GetProperty("sharedId").GetString() };
        object[] steps =
        [
            new { type = "pointerMove", x = 0, y = 0, origin = new { type = "element", element } },
            new { type = "pointerDown", button = 0 },
            new { type = "pointerUp", button = 0 },
        ];
        await _connection.SendAsync("input.performActions", new { context = _tab, actions = new[] { new { type = "pointer", id = "mouse", actions = steps } } });
    }

    public async Task<string> EvaluateAsync(string expression)
    {
        var answer = await _connection!.SendAsync(
            "script.evaluate", new { expression = $"(async () => String(await ({expression})))()", target = new { context = _tab }, awaitPromise = true });
        return answer.GetProperty("type").GetString() == "success"
            ? answer.GetProperty("result").GetProperty("value").GetString()!
            : throw new EngineException(answer.GetProperty("exceptionDetails").GetProperty("text").GetString()!);
    }

    public async ValueTask DisposeAsync()
    {
        _connection?.Dispose();
        await (_process?.DisposeAsync() ?? ValueTask.CompletedTask);
        _profile.Delete(recursive: true);
    }

    private async Task BeginAsync()
    {
        await File.WriteAllTextAsync(Path.Combine(_profile.FullName, "user.js"), Preferences);
        _process = Child.Start(new ProcessStartInfo(
            Requirements.Firefox!, ["--headless", "--no-remote", "--profile", _profile.FullName, "--remote-debugging-port", "0", "about:blank"])
        {
            Environment = { ["HOME"] = _profile.FullName },
        });
        await Until.TrueAsync("Firefox listens", () => Task.FromResult(Listening().IsMatch(_process.Errors)));
        _connection = await BiDi.ConnectAsync(Listening().Match(_process.Errors).Groups["address"].Value + "/session");
        await _connection.SendAsync("session.new", new { capabilities = new { alwaysMatch = new { acceptInsecureCerts = true } } });
        var tree = await _connection.SendAsync("browsingContext.getTree", new { maxDepth = 0 });
        _tab = tree.GetProperty("contexts")[0].GetProperty("context").GetString()!;
    }

    [GeneratedRegex(@"WebDriver BiDi listening on (?<address>ws://\S+)")]
    private static partial Regex Listening();
}
