using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Playwright;
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
[Collection(InChromium.Name)]
public sealed class CrossSiteTests(Chromium chromium)
{
    /// <summary>Attempts; each resolves when the browser is done with it, whatever came of it. The path says which one it was.</summary>
    private const string Attempts = """
        async target => {
          const over = (element, where = document.body) => new Promise(done => {
            element.onload = element.onerror = element.onclose = done;
            if (element instanceof Element) where.append(element);
          });
          const make = (tag, attributes) => Object.assign(document.createElement(tag), attributes);
          const proxy = name => `${target}/api/proxy/echo/anything/${name}`;
          const post = async (address, enctype, fields = [["a", "1"]]) => {
            const frame = make("iframe", { name: crypto.randomUUID() });
            document.body.append(frame);
            const form = make("form", { method: "post", action: address, enctype, target: frame.name });
            for (const [name, value] of fields) form.append(make("input", { type: "hidden", name, value }));
            document.body.append(form);
            const loaded = new Promise(done => frame.onload = done);
            form.submit();
            await loaded;
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
            results[name] = await attempt().then?.(response => response instanceof Response ? response.type : "over", error => error.name) ?? "sent";
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

    [BrowserTheory]
    [InlineData("127.0.0.1", "cross-site", false)]
    [InlineData("evil.localhost", "cross-site", false)]
    [InlineData("localhost", "same-site", true)]
    public async Task A_hostile_page_reaches_nothing(string hostname, string site, bool doStrictCookiesTravel)
    {
        await using var hostile = await Site.StartAsync(HostileAsync);
        await using var network = await LossyNetwork.StartAsync();
        await using var host = await LocalHost.StartBehindAsync(network.Origin);
        network.LeadTo(host.Listening);
        await using var lease = await chromium.LeaseAsync();
        var context = lease.Context;
        var page = await DemoPage.OpenAsync(context, host);
        await page.SignInAsync();
        var before = network.Passages.Count;
        var evil = await context.NewPageAsync();
        await evil.GotoAsync($"http://{hostname}:{hostile.Port}/");

        var results = JsonSerializer.Deserialize<Dictionary<string, string>>(await evil.EvaluateAsync<string>(Attempts, host.Origin))!;
        await TopLevelAsync(evil, host);
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
        var cookies = (await context.CookiesAsync([host.Origin])).Select(cookie => cookie.Name).Order();
        Assert.Equal(["__Host-te-refresh", "__Host-te-session"], cookies); // neither ended nor a login begun

        await page.Button("With my token").ClickAsync(); // the same call from our own page does arrive
        await Assertions.Expect(page.NewestAnswer).ToContainTextAsync("200");
        Assert.Single(await host.ApiLogAsync());

        List<Passage> Passed(string name) => [.. network.Passages.Skip(before).Where(passage => passage.Path.EndsWith("/" + name, StringComparison.Ordinal))];
    }

    [BrowserTheory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    public async Task No_page_of_another_origin_can_frame_the_demo(string hostname)
    {
        await using var hostile = await Site.StartAsync(HostileAsync);
        await using var host = await LocalHost.StartAsync();
        await using var lease = await chromium.LeaseAsync();
        var context = lease.Context;
        var evil = await context.NewPageAsync();
        await evil.GotoAsync($"http://{hostname}:{hostile.Port}/");

        await evil.EvaluateAsync(
            "address => new Promise(done => document.body.append(Object.assign(document.createElement('iframe'), { src: address, onload: done })))", host.Origin + "/");

        var frame = Assert.Single(evil.Frames, frame => frame != evil.MainFrame);
        await Until.TrueAsync("the frame shows an error", () => Task.FromResult(frame.Url.StartsWith("chrome-error:", StringComparison.Ordinal))); // the page hears of it first
        Assert.Equal(0, await frame.Locator("#main").CountAsync());
    }

    /// <summary>What happens in a window of its own: a link and a form, which carry Lax cookies or none.</summary>
    private static async Task TopLevelAsync(IPage evil, LocalHost host)
    {
        var address = host.Origin + "/api/proxy/echo/anything/";
        var link = await evil.RunAndWaitForPopupAsync(() => evil.EvaluateAsync("address => { window.open(address); }", address + "top-get"));
        await link.WaitForLoadStateAsync();
        await link.CloseAsync();
        var form = await evil.RunAndWaitForPopupAsync(() => evil.EvaluateAsync(
            """
            address => {
              const form = Object.assign(document.createElement("form"), { method: "post", action: address, target: "_blank" });
              document.body.append(form);
              form.submit();
            }
            """,
            address + "top-post"));
        await form.WaitForLoadStateAsync();
        await form.CloseAsync();
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
