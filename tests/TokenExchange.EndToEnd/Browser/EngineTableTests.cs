using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using TokenExchange.EndToEnd.Browser.Engines;
using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.Browser;

/// <summary>What the table in the client's README says of an engine, against the engine itself.</summary>
public abstract partial class EngineTableTests(IEngines engines, string name)
{
    private const string Cookie = "__Host-probe=1";

    [EngineFact]
    public async Task The_engine_lacks_what_the_table_says_and_nothing_else()
    {
        await using var engine = await engines.StartEngineAsync();
        await using var site = await Site.StartAsync(AnswerAsync);
        var tab = await engine.NewTabAsync();
        await tab.GoToAsync($"http://localhost:{site.Port}/");
        await tab.GoToAsync($"http://localhost:{site.Port}/again");

        List<string> lacks = await tab.EvaluateAsync("document.body.textContent") == Cookie ? [] : ["`Secure` cookies over http"];
        foreach (var feature in new[] { "AbortSignal.any", "URL.canParse", "navigator.locks", "globalThis.BroadcastChannel" })
        {
            lacks.AddRange(await tab.EvaluateAsync($"String(Boolean({feature}))") == "true" ? [] : [feature]);
        }

        var page = await File.ReadAllTextAsync(Path.Combine(Requirements.Root, "clients", "browser", "README.md"));
        var said = Row().Matches(page).Single(row => row.Groups["engine"].Value == name).Groups["lacks"].Value;
        Assert.Equal(lacks.Count == 0 ? "nothing" : string.Join(", ", lacks), said);
    }

    private static Task AnswerAsync(HttpContext context)
    {
        context.Response.Headers.SetCookie = $"{Cookie}; Secure; HttpOnly; Path=/; SameSite=Strict";
        context.Response.ContentType = "text/html";
        return context.Response.WriteAsync($"<!doctype html><html lang=\"en\"><title>probe</title><body>{context.Request.Headers.Cookie}</body></html>");
    }

    [GeneratedRegex(@"^\| (?<engine>\w+)(?: \([^)]+\))? \| [\d.]+ \| (?<lacks>[^,|]+?)(?:,[^|]*)? \|$", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Row();
}

[Collection(InChromium.Name)]
public sealed class ChromiumEngineTableTests(Chromium browser) : EngineTableTests(browser, "Chromium");

[Collection(InFirefox.Name)]
public sealed class FirefoxEngineTableTests(Firefox browser) : EngineTableTests(browser, "Firefox");

[Collection(InWebKit.Name)]
public sealed class WebKitEngineTableTests(WebKits browser) : EngineTableTests(browser, "WebKit");
