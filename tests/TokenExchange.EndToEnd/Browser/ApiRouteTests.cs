using Microsoft.AspNetCore.Http;
using TokenExchange.EndToEnd.Browser.Engines;
using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.Browser;

/// <summary>What an engine and an API do to each other through a route: a step-up that the API demands, and loads that cannot carry a header.</summary>
public abstract class ApiRouteTests(IEngines engines)
{
    private const string Route = "TokenExchange:Proxy:Routes:own:";
    private const string Picture = """<svg xmlns="http://www.w3.org/2000/svg" width="3" height="2"/>""";

    private int _payments;

    [EngineFact]
    public async Task A_call_for_which_the_API_demands_a_stronger_sign_in_is_sent_again_after_the_user_has_done_it()
    {
        await using var api = await Site.StartAsync(ServeAsync);
        await using var stage = await StartAsync(api);
        var page = await stage.OpenAsync();
        await page.SignInAsync();
        Assert.Equal("200 paid 2", await stage.PostWithStepUpAsync(page, "/api/proxy/own/pay", "await answer.text()"));
        Assert.Equal("""{"acrValues":"2","maxAge":300}""", await page.Tab.EvaluateAsync("globalThis.demanded"));
        Assert.Equal(2, _payments);
    }

    [EngineFact]
    public async Task Event_streams_images_and_download_links_are_loaded_without_a_header()
    {
        await using var api = await Site.StartAsync(ServeAsync);
        await using var stage = await StartAsync(api);
        var page = await stage.OpenAsync();
        await page.SignInAsync();

        Assert.Equal("hello 3x2", await page.RunAsync<string>("""
            const events = new EventSource("/api/proxy/own/events");
            const text = await new Promise(resolve => { events.onmessage = event => resolve(event.data); });
            events.close();
            const image = Object.assign(new Image(), { src: "/api/proxy/own/picture" });
            await image.decode();
            return `${text} ${image.naturalWidth}x${image.naturalHeight}`;
            """));
        await page.RunAsync<bool>("""
            document.body.append(Object.assign(document.createElement("a"), { href: "/api/proxy/own/file", download: "file.bin", id: "file", textContent: "file" }));
            document.querySelector("#file").click();
            return true;
            """);

        await Until.TrueAsync("the file was asked for", () => Task.FromResult(stage.Network.Passages.Any(IsFile)));
        Assert.Equal(200, stage.Network.Passages.First(IsFile).Status);
    }

    private static bool IsFile(Passage passage) => passage.Path == "/api/proxy/own/file";

    private Task<EngineStage> StartAsync(Site api) => EngineStage.StartAsync(
        engines,
        ("TokenExchange:Login:CallbackPath", "/callback"),
        (Route + "Destination", $"http://127.0.0.1:{api.Port}/"),
        (Route + "Credential", "user-token"),
        (Route + "Paths:0", "/"),
        (Route + "Methods:0", "GET"),
        (Route + "Methods:1", "POST"),
        (Route + "PageLoads", "true"),
        (Route + "Downloads", "true"));

    /// <summary>RFC 9470: the first payment needs another sign-in.</summary>
    private Task ServeAsync(HttpContext context)
    {
        var response = context.Response;
        if (!context.Request.Headers.Authorization.ToString().StartsWith("Bearer ", StringComparison.Ordinal))
        {
            response.StatusCode = StatusCodes.Status401Unauthorized;
            return Task.CompletedTask;
        }

        switch (context.Request.Path)
        {
            case "/pay" when Interlocked.Increment(ref _payments) == 1:
                response.StatusCode = StatusCodes.Status401Unauthorized;
                response.Headers.WWWAuthenticate = "Bearer error=\"insufficient_user_authentication\", acr_values=\"2\", max_age=300";
                return Task.CompletedTask;
            case "/pay":
                return response.WriteAsync("paid");
            case "/events":
                response.ContentType = "text/event-stream";
                return response.WriteAsync("data: hello\n\n");
            case "/picture":
                response.ContentType = "image/svg+xml";
                return response.WriteAsync(Picture);
            default:
                response.ContentType = "application/octet-stream";
                return response.WriteAsync("file");
        }
    }
}

[Collection(InChromium.Name)]
public sealed class ChromiumApiRouteTests(Chromium browser) : ApiRouteTests(browser);

[Collection(InFirefox.Name)]
public sealed class FirefoxApiRouteTests(Firefox browser) : ApiRouteTests(browser);

[Collection(InWebKit.Name)]
public sealed class WebKitApiRouteTests(WebKits browser) : ApiRouteTests(browser);
