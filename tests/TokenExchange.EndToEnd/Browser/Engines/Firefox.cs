using System.Diagnostics;
using System.Text.RegularExpressions;
using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.Browser.Engines;

/// <summary>One Firefox for all tests in it, driven by WebDriver BiDi, which it speaks by itself. It takes the tests' certificates.</summary>
public sealed partial class Firefox : IAsyncLifetime, IEngines
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

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        _connection?.Dispose();
        await (_process?.DisposeAsync() ?? ValueTask.CompletedTask);
        _profile.Delete(recursive: true);
    }

    /// <summary>A user context: cookies and storage of its own.</summary>
    public async Task<IEngine> StartEngineAsync()
    {
        Assert.SkipWhen(Requirements.FirefoxMissing is not null, Requirements.FirefoxMissing ?? "");
        _connection ??= await BeginAsync();
        var created = await _connection.SendAsync("browser.createUserContext", new { acceptInsecureCerts = true });
        return new FirefoxEngine(_connection, created.GetProperty("userContext").GetString()!);
    }

    private async Task<BiDi> BeginAsync()
    {
        await File.WriteAllTextAsync(Path.Combine(_profile.FullName, "user.js"), Preferences);
        _process = Child.Start(new ProcessStartInfo(
            Requirements.Firefox!, ["--headless", "--no-remote", "--profile", _profile.FullName, "--remote-debugging-port", "0", "about:blank"])
        {
            Environment = { ["HOME"] = _profile.FullName },
        });
        await Until.TrueAsync("Firefox listens", () => Task.FromResult(Listening().IsMatch(_process.Errors)));
        var connection = await BiDi.ConnectAsync(Listening().Match(_process.Errors).Groups["address"].Value + "/session");
        await connection.SendAsync("session.new", new { capabilities = new { alwaysMatch = new { acceptInsecureCerts = true } } });
        await connection.SendAsync("session.subscribe", new { events = new[] { "log.entryAdded" } });
        return connection;
    }

    [GeneratedRegex(@"WebDriver BiDi listening on (?<address>ws://\S+)")]
    private static partial Regex Listening();
}

/// <summary>The tests that share the one Firefox.</summary>
[CollectionDefinition(Name)]
public sealed class InFirefox : ICollectionFixture<Firefox>
{
    public const string Name = "in Firefox";
}
