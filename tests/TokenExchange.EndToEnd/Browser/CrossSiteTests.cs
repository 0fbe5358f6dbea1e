using System.Text.Json;
using Microsoft.AspNetCore.Http;
using TokenExchange.EndToEnd.Browser.Engines;
using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.Browser;

/// <summary>
/// What pages of others can make a signed-in user's browser do: nothing. The upstream stays untouched, and so does the session.
/// <code>
/// 127.0.0.1        another site
/// evil.localhost   a sibling by name, another site to the browser: localhost is no registrable domain
/// localhost        the same site with another port, as a sibling subdomain is: Strict cookies do travel
/// </code>
/// </summary>
public abstract class CrossSiteTests(IEngines engines)
{
    /// <summary>
    /// Attempts; the path says which one it was. Nobody waits for elements: an engine that stops one may say nothing of it. What a request by script came to is the result.
    /// </summary>
    private const string Attempts = """
        async target => {
          const over = (element, where = document.body) => { if (element instanceof Element) where.append(element); };
          const make = (tag, attributes) => Object.assign(document.createElement(tag), attributes);
          const proxy = name => `${target}/api/proxy/echo/anything/${name}`;
          const post = (address, enctype, fields = [["a", "1"]]) => {
            const frame = make("iframe", { name: crypto.randomUUID() });
            document.body.append(frame);
            const form = make("form", { method: "post", action: address, enctype, target: frame.name });
            for (const [name, value] of fields) form.append(make("input", { type: "hidden", name, value }));
            document.body.append(form);
            form.submit();
          };
          const json = [['{"returnUrl":"/","x":"', '"}']];
          const tries = {
            formUrlencoded: () => post(proxy("form-urlencoded"), "application/x-www-form-urlencoded"),
            formMultipart: () => post(proxy("form-multipart"), "multipart/form-data"),
            formPlain: () => post(proxy("form-plain"), "text/plain", json),
            formLogout: () => post(`${target}/api/auth/logout`, "application/x-www-form-urlencoded"),
            formRefresh: () => post(`${target}/api/auth/refresh`, "text/plain", json),
            formLogin: () => post(`${target}/api/auth/login`, "text/plain", json),
            formExchange: () => post(`${target}/api/auth/exchange`, "text/plain", json),
            formCallback: () => post(`${target}/api/auth/callback`, "application/x-www-form-urlencoded", [["code", "x"], ["state", "x"]]),
            formBackchannel: () => post(`${target}/api/auth/backchannel-logout`, "application/x-www-form-urlencoded", [["logout_token", "x"]]),
            fetchWith: () => fetch(proxy("fetch-with"), { mode: "no-cors", credentials: "include" }),
            fetchWithout: () => fetch(proxy("fetch-without"), { mode: "no-cors", credentials: "omit" }),
            fetchPost: () => fetch(proxy("fetch-post"), { method: "POST", mode: "no-cors", credentials: "include", body: "x" }),
            fetchCors: () => fetch(proxy("fetch-cors"), { credentials: "include" }),
            fetchHeader: () => fetch(proxy("fetch-header"), { credentials: "include", headers: { "X-CSRF": "1" } }),
            fetchHeaderWithout: () => fetch(proxy("fetch-header-without"), { credentials: "omit", headers: { "X-CSRF": "1" } }),
            fetchDelete: () => fetch(proxy("fetch-delete"), { method: "DELETE", credentials: "include", headers: { "X-CSRF": "1" } }),
            fetchLogout: () => fetch(`${target}/api/auth/logout`, { method: "POST", mode: "no-cors", credentials: "include" }),
            fetchSession: () => fetch(`${target}/api/auth/session`, { credentials: "include" }),
            beacon: () => navigator.sendBeacon(proxy("beacon"), "x"),
            image: () => over(make("img", { src: proxy("image") })),
            imageLogin: () => over(make("img", { src: `${target}/api/auth/login?probe=image` })),
            script: () => over(make("script", { src: proxy("script") })),
            style: () => over(make("link", { rel: "stylesheet", href: proxy("style") }), document.head),
            prefetch: () => over(make("link", { rel: "prefetch", href: proxy("prefetch") }), document.head),
            prefetchLogin: () => over(make("link", { rel: "prefetch", href: `${target}/api/auth/login?probe=prefetch` }), document.head),
            frame: () => over(make("iframe", { src: proxy("frame") })),
            frameLogin: () => over(make("iframe", { src: `${target}/api/auth/login?probe=frame` })),
            object: () => over(make("object", { data: proxy("object") })),
            socket: () => over(new WebSocket(proxy("socket").replace("http", "ws"))),
            events: () => over(new EventSource(proxy("events"), { withCredentials: true })),
          };
          const results = {};
          for (const [name, attempt] of Object.entries(tries)) {
            results[name] = await Promise.resolve(attempt()).then(response => response instanceof Response ? response.type : "sent", error => error.name);
          }
          return JSON.stringify(results);
        }
        """;

    /// <summary>The attempts that no browser stops on its own: they have to have reached the gateway, or this test shows nothing.</summary>
    private static readonly string[] Arriving =
    [
        "form-urlencoded", "form-multipart", "form-plain", "fetch-with", "fetch-without", "fetch-post", "fetch-cors", "beacon", "image", "script", "style",
        "frame", "socket", "events", "top-get", "top-post",
    ];

    [EngineTheory]
    [InlineData("127.0.0.1", "cross-site", false)]
    [InlineData("evil.localhost", "cross-site", false)]
    [InlineData("localhost", "same-site", true)]
    public async Task A_hostile_page_reaches_nothing(string hostname, string site, bool doStrictCookiesTravel)
    {
        await using var stage = await EngineStage.StartAsync(engines);
        var (network, host) = (stage.Network, stage.Host);
        await using var hostile = await Site.StartAsync(HostileAsync, stage.Certificate?.Pair);
        var page = await stage.OpenAsync();
        await page.SignInAsync();
        var before = network.Passages.Count;
        var evil = await stage.Engine.NewTabAsync();
        await evil.GoToAsync($"{stage.Scheme}://{hostname}:{hostile.Port}/");

        var results = JsonSerializer.Deserialize<Dictionary<string, string>>(await evil.EvaluateAsync($"({Attempts})('{host.Origin}')"))!;
        await TopLevelAsync(stage, $"{stage.Scheme}://{hostname}:{hostile.Port}/");
        await Until.TrueAsync("every attempt has arrived", () => Task.FromResult(Arriving.All(name => Passed(name).Count > 0)));

        var arrived = network.Passages.Skip(before).Where(IsHostile).ToList();
        Assert.All(arrived, passage => Assert.True(
            passage.Status is >= 400 and < 500 || passage is { Path: "/api/auth/callback", Status: 303 }, passage.ToString())); // 303: to the error page
        Assert.Contains(arrived, passage => passage.Site == site);
        Assert.Equal(doStrictCookiesTravel, arrived.Any(passage => passage.HasSession));
        Assert.DoesNotContain(arrived, passage => passage.Method is "DELETE"); // the preflight was not passed
        Assert.All(new[] { "fetchCors", "fetchHeader", "fetchHeaderWithout", "fetchDelete", "fetchSession" }, name => Assert.Equal("TypeError", results[name]));
        Assert.Empty(await host.ApiLogAsync());
        Assert.Equal((0, 0), (await host.TokenCallsAsync("refresh_token"), await host.ProviderCallsAsync("revoke")));
        Assert.Equal(["__Host-te-refresh", "__Host-te-session"], (await stage.CookiesAsync()).Select(cookie => cookie.Name)); // neither ended nor a login begun

        await page.PressAsync("With my token"); // the same call from our own page does arrive
        await page.SeesAnswerAsync("200");
        Assert.Single(await host.ApiLogAsync());

        List<Passage> Passed(string name) => [.. network.Passages.Skip(before).Where(passage => passage.Path.EndsWith("/" + name, StringComparison.Ordinal))];
    }

    [EngineTheory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    public async Task No_page_of_another_origin_can_frame_the_demo(string hostname)
    {
        await using var stage = await EngineStage.StartAsync(engines);
        await using var hostile = await Site.StartAsync(HostileAsync, stage.Certificate?.Pair);
        var evil = await stage.Engine.NewTabAsync();
        await evil.GoToAsync($"{stage.Scheme}://{hostname}:{hostile.Port}/");

        await evil.EvaluateAsync($$"""void document.body.append(Object.assign(document.createElement("iframe"), { src: "{{stage.Host.Origin}}/" }))""");
        await Until.TrueAsync("the page was requested", () => Task.FromResult(stage.Network.Passages.Any(passage => passage.Path == "/")));
        await new VisiblePage(evil).HoldsAsync("(() => { try { return !frames[0].document; } catch { return true; } })()", "the frame has a document that is not readable");

        Assert.DoesNotContain(stage.Network.Passages, passage => passage.Path != "/"); // neither style nor script: the document was not shown
    }

    /// <summary>Navigations of a whole tab, which carry Lax cookies or none.</summary>
    private static async Task TopLevelAsync(EngineStage stage, string hostile)
    {
        foreach (var (method, path) in new[] { ("get", "top-get"), ("post", "top-post") })
        {
            var evil = await stage.Engine.NewTabAsync();
            await evil.GoToAsync(hostile);
            await evil.EvaluateAsync($$"""
                (form => {
                  document.body.append(form);
                  setTimeout(() => form.submit());
                })(Object.assign(document.createElement("form"), { method: "{{method}}", action: "{{stage.Host.Origin}}/api/proxy/echo/anything/{{path}}" }))
                """);
            await Until.TrueAsync($"{path} has arrived", () => Task.FromResult(stage.Network.Passages.Any(passage => passage.Path.EndsWith(path, StringComparison.Ordinal))));
        }
    }

    /// <summary>Whether a page of ours cannot have made this request: our own come from the same origin.</summary>
    private static bool IsHostile(Passage passage) =>
        passage.Path.StartsWith("/api/", StringComparison.Ordinal) && passage.Site != "same-origin";

    private static Task HostileAsync(HttpContext context)
    {
        context.Response.ContentType = "text/html; charset=utf-8";
        return context.Response.WriteAsync("<!doctype html><title>A page of somebody else</title><body></body>");
    }
}

[Collection(InChromium.Name)]
public sealed class ChromiumCrossSiteTests(Chromium browser) : CrossSiteTests(browser);

[Collection(InFirefox.Name)]
public sealed class FirefoxCrossSiteTests(Firefox browser) : CrossSiteTests(browser);

[Collection(InWebKit.Name)]
public sealed class WebKitCrossSiteTests(WebKits browser) : CrossSiteTests(browser);
