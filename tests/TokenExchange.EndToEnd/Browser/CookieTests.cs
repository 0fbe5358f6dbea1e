using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.Browser;

/// <summary>What the browser holds, by the DevTools protocol; and that script can read none of it.</summary>
[Collection(InChromium.Name)]
public sealed partial class CookieTests(Chromium chromium)
{
    [BrowserFact]
    public async Task The_session_is_in_cookies_that_script_cannot_read_and_nowhere_else()
    {
        await using var host = await LocalHost.StartAsync();
        await using var lease = await chromium.LeaseAsync();
        var context = lease.Context;
        var page = await DemoPage.OpenAsync(context, host);
        var bodies = new List<string>();
        page.Tab.RequestFinished += (_, request) =>
        {
            if (request.Url.StartsWith(host.Origin + "/api/auth/", StringComparison.Ordinal))
            {
                _ = KeepAsync(request);
            }
        };
        await page.SignInAsync();
        await page.Button("Renew now").ClickAsync();
        await page.Button("With my token").ClickAsync();
        await Assertions.Expect(page.NewestAnswer).ToContainTextAsync("200");

        var cookies = await CookiesAsync(context, page.Tab, host);

        Assert.Equal(["__Host-te-refresh", "__Host-te-session"], cookies.Select(cookie => cookie.Name).Order());
        Assert.All(cookies, cookie =>
        {
            Assert.True(cookie is { HttpOnly: true, Secure: true, Path: "/", Domain: "localhost", SameSite: "Strict" }, cookie.ToString());
            Assert.InRange(cookie.Size, 1, 4096);
        });
        Assert.InRange(cookies.Sum(cookie => cookie.Size), 1, 8192);
        Assert.Equal("", await page.Tab.EvaluateAsync<string>("() => document.cookie"));
        Assert.Equal("0 0 0 0", await page.Tab.EvaluateAsync<string>(
            "async () => [localStorage.length, sessionStorage.length, (await indexedDB.databases()).length, (await caches.keys()).length].join(' ')"));
        Assert.Equal("none", await page.Tab.EvaluateAsync<string>("() => globalThis.cookieStore?.getAll().then(all => all.length ? 'some' : 'none') ?? 'none'"));
        Assert.NotEmpty(bodies);
        Assert.All(bodies, body => Assert.DoesNotMatch(Token(), body));

        async Task KeepAsync(IRequest request)
        {
            if (await request.ResponseAsync() is { } response && (await response.HeaderValueAsync("content-type"))?.Contains("json", StringComparison.Ordinal) == true)
            {
                bodies.Add(await response.TextAsync());
            }
        }
    }

    [BrowserFact]
    public async Task A_login_under_way_is_in_a_cookie_that_goes_when_it_is_done()
    {
        await using var host = await LocalHost.StartAsync();
        await using var lease = await chromium.LeaseAsync();
        var context = lease.Context;
        var page = await DemoPage.OpenAsync(context, host);
        await page.Button("Choose at the provider").ClickAsync();
        await Assertions.Expect(page.Tab.GetByRole(AriaRole.Heading, new() { Name = "Who is signing in?" })).ToBeVisibleAsync();

        var transaction = Assert.Single(await CookiesAsync(context, page.Tab, host));

        Assert.Matches(TransactionName(), transaction.Name);
        Assert.True(transaction is { HttpOnly: true, Secure: true, Path: "/", Domain: "localhost", SameSite: "Lax", Size: <= 4096 }, transaction.ToString());
        Assert.InRange(transaction.Expires - TimeProvider.System.GetUtcNow().ToUnixTimeSeconds(), 500, 601);
        await page.Tab.GetByRole(AriaRole.Button, new() { Name = "Alice Example" }).ClickAsync();
        await page.SeesUserAsync("alice");
        Assert.DoesNotContain(await CookiesAsync(context, page.Tab, host), cookie => cookie.Name.StartsWith("__Host-te-tx", StringComparison.Ordinal));
        await page.SignOutAsync();
        Assert.Empty(await CookiesAsync(context, page.Tab, host));
    }

    private static async Task<List<HeldCookie>> CookiesAsync(IBrowserContext context, IPage tab, LocalHost host)
    {
        var session = await context.NewCDPSessionAsync(tab);
        var answer = await session.SendAsync("Network.getCookies", new Dictionary<string, object> { ["urls"] = new[] { host.Origin } });
        await session.DetachAsync();
        return [.. answer!.Value.GetProperty("cookies").EnumerateArray().Select(HeldCookie.Read)];
    }

    [GeneratedRegex("^__Host-te-tx-[0-9a-f]{8}$")]
    private static partial Regex TransactionName();

    [GeneratedRegex("eyJ|access_token|refresh_token|id_token", RegexOptions.IgnoreCase)]
    private static partial Regex Token();

    /// <summary>A cookie as the browser holds it. A domain without a leading dot is a host's alone.</summary>
    private sealed record HeldCookie(string Name, string Domain, string Path, double Expires, int Size, bool HttpOnly, bool Secure, string? SameSite)
    {
        public static HeldCookie Read(JsonElement cookie) => new(
            cookie.GetProperty("name").GetString()!,
            cookie.GetProperty("domain").GetString()!,
            cookie.GetProperty("path").GetString()!,
            cookie.GetProperty("expires").GetDouble(),
            cookie.GetProperty("size").GetInt32(),
            cookie.GetProperty("httpOnly").GetBoolean(),
            cookie.GetProperty("secure").GetBoolean(),
            cookie.TryGetProperty("sameSite", out var sameSite) ? sameSite.GetString() : null);
    }
}
