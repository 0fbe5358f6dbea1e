using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.Browser.Engines;

/// <summary>
/// What the cross-site rules rest on (ADR 0026): a document of an opaque origin writes <c>Origin: null</c>, and never <c>Sec-Fetch-Site: same-origin</c>,
/// not even to the server that it came from.
/// </summary>
public abstract class OpaqueOriginTests(IEngines engines)
{
    /// <summary>Posts from our own page, and from frames whose origin is opaque; the name says which it was.</summary>
    private const string Posts = """
        (async () => {
          const post = name => `fetch("${location.origin}/seen/${name}", { method: "POST", mode: "no-cors", body: "x" })`;
          const page = name => `<!doctype html><script>${post(name)}</` + `script>`;
          const frame = attributes => document.body.append(Object.assign(document.createElement("iframe"), attributes));
          frame({ sandbox: "allow-scripts", srcdoc: page("sandboxed-text") });
          frame({ sandbox: "allow-scripts allow-forms", src: "/frame/sandboxed-frame" });
          frame({ src: "/policy/sandboxed-by-policy" });
          frame({ src: "data:text/html," + encodeURIComponent(page("data")) });
          await fetch("/seen/ours", { method: "POST", mode: "same-origin", referrerPolicy: "same-origin", body: "x" });
          await fetch("/seen/ours-no-referrer", { method: "POST", mode: "same-origin", referrerPolicy: "no-referrer", body: "x" });
        })()
        """;

    private static readonly string[] Opaque = ["sandboxed-text", "sandboxed-frame", "sandboxed-by-policy", "data"];

    /// <summary>What a same-origin request without a referrer has as its origin, where that is not the origin: why the gate takes it.</summary>
    protected abstract string? NoReferrer { get; }

    private readonly ConcurrentDictionary<string, (string Origin, string Site)> _seen = new(StringComparer.Ordinal);

    [EngineFact]
    public async Task It_never_says_same_origin()
    {
        await using var engine = await engines.StartEngineAsync();
        using var certificate = TestCertificate.Create();
        await using var site = await Site.StartAsync(AnswerAsync, certificate.Pair);
        var origin = $"https://localhost:{site.Port}";
        var tab = await engine.NewTabAsync();
        await tab.GoToAsync(origin + "/");

        await tab.EvaluateAsync(Posts);
        await Until.TrueAsync("every frame has posted", () => Task.FromResult(Opaque.All(_seen.ContainsKey)));

        Assert.All(Opaque, name => Assert.Equal((name, "null", "cross-site"), (name, _seen[name].Origin, _seen[name].Site)));
        Assert.Equal((origin, "same-origin"), _seen["ours"]);
        Assert.Equal((NoReferrer ?? origin, "same-origin"), _seen["ours-no-referrer"]);
    }

    private Task AnswerAsync(HttpContext context)
    {
        var (request, name) = (context.Request, context.Request.Path.Value!.Split('/')[^1]);
        if (HttpMethods.IsPost(request.Method))
        {
            _seen[name] = (request.Headers.Origin.ToString(), request.Headers["Sec-Fetch-Site"].ToString());
            return Task.CompletedTask;
        }

        context.Response.ContentType = "text/html; charset=utf-8";
        if (request.Path.StartsWithSegments("/policy", StringComparison.Ordinal))
        {
            context.Response.Headers.ContentSecurityPolicy = "sandbox allow-scripts";
        }

        return context.Response.WriteAsync(name.Length == 0
            ? "<!doctype html><title>Ours</title><body></body>"
            : $$"""<!doctype html><script>fetch("/seen/{{name}}", { method: "POST", mode: "no-cors", body: "x" })</script>""");
    }
}

[Collection(InChromium.Name)]
public sealed class ChromiumOpaqueOriginTests(Chromium browser) : OpaqueOriginTests(browser)
{
    protected override string? NoReferrer => null;
}

[Collection(InFirefox.Name)]
public sealed class FirefoxOpaqueOriginTests(Firefox browser) : OpaqueOriginTests(browser)
{
    protected override string NoReferrer => "null";
}

[Collection(InWebKit.Name)]
public sealed class WebKitOpaqueOriginTests(WebKits browser) : OpaqueOriginTests(browser)
{
    protected override string NoReferrer => "null";
}
