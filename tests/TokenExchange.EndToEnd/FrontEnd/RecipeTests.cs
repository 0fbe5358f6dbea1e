using TokenExchange.EndToEnd.Browser;
using TokenExchange.EndToEnd.Browser.Engines;
using TokenExchange.EndToEnd.Packages;
using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.FrontEnd;

/// <summary>Recipes of docs/front-end.md: the page's own text, its dev server, and the local host before or behind it; over https where the engine needs that.</summary>
public abstract class RecipeTests(IEngines engines)
{
    private const string Page = "docs/front-end.md";

    /// <summary>The arguments with which Vite speaks https.</summary>
    private static readonly string[] HttpsConfig = ["--config", "https.config.js"];

    private static readonly string Webpack = Path.Combine(Requirements.RecipePackages, "webpack", "bin", "webpack.js");

    [EngineFact]
    public Task With_Vite_behind_the_gateway_a_user_signs_in_and_changes_arrive_without_a_reload() => ViteBehindTheGatewayAsync();

    [EngineFact]
    public async Task With_Vite_in_front_of_the_gateway_a_user_signs_in_and_out()
    {
        using var recipe = await Recipe.CreateAsync();
        await recipe.WriteAsync("https.config.js", """
            import config from "./vite.config.js";
            export default { server: { ...config.server, https: { cert: "cert.pem", key: "key.pem" } } };
            """);

        await InFrontOfTheGatewayAsync(recipe, "vite.config.js", Command("npx vite", Requirements.Vite), HttpsConfig);
    }

    [EngineFact]
    public async Task With_the_Angular_CLI_behind_the_gateway_a_user_signs_in_and_out()
    {
        using var recipe = await Applications.WriteAsync("angular");

        await BehindTheGatewayAsync(recipe, Command("npx ng", Applications.AngularCli));
    }

    [EngineFact]
    public async Task With_the_Angular_CLI_in_front_of_the_gateway_a_user_signs_in_and_out()
    {
        using var recipe = await Applications.WriteAsync("angular");

        await InFrontOfTheGatewayAsync(
            recipe, "proxy.conf.json", [.. Command("npx ng", Applications.AngularCli), "--proxy-config", "proxy.conf.json"], "--ssl", "--ssl-cert", "cert.pem", "--ssl-key", "key.pem");
    }

    [EngineFact]
    public async Task With_webpack_behind_the_gateway_a_user_signs_in_and_out()
    {
        using var recipe = await Recipe.CreateAsync();
        await recipe.WriteAsync("webpack.config.mjs", await Recipe.BlockAsync("webpack.config.mjs"));

        await BehindTheGatewayAsync(recipe, Command("npx webpack", Webpack));
    }

    [EngineFact]
    public async Task With_webpack_in_front_of_the_gateway_a_user_signs_in_and_out()
    {
        using var recipe = await Recipe.CreateAsync();

        await InFrontOfTheGatewayAsync(
            recipe, "webpack.config.mjs", Command("npx webpack", Webpack), "--server-type", "https", "--server-options-cert", "cert.pem", "--server-options-key", "key.pem");
    }

    [EngineFact]
    public async Task With_Next_behind_the_gateway_a_user_signs_in_and_out()
    {
        using var recipe = await Applications.WriteAsync("next");

        await BehindTheGatewayAsync(recipe, Command("npx next", Applications.Next));
    }

    [EngineFact]
    public async Task With_plain_files_a_user_signs_in_and_out()
    {
        Assert.SkipWhen(Requirements.PythonMissing is not null, Requirements.PythonMissing ?? "");
        using var recipe = await Recipe.CreatePlainAsync();
        await using var engine = await StartEngineAsync();
        var address = $"http://localhost:{FreePort.Find()}";
        await using var server = await DevServer.StartPythonAsync(recipe, address, DocumentedCommand.Find(Page, "python3")[1..^1]);

        await RunAsync(engine, recipe, address, isHttps: !engine.KeepsCookiesOverHttp, null, ("TokenExchange:Login:CallbackPath", "/api/auth/callback"));
    }

    [EngineFact]
    public async Task With_a_page_at_another_origin_of_the_same_site_a_user_signs_in_and_out()
    {
        const string client = "const te = createTokenExchange();\n";
        using var recipe = await Recipe.CreateAsync();
        await using var engine = await StartEngineAsync();
        using var certificate = Certify(recipe);
        await recipe.WriteAsync("https.config.js", """export default { server: { https: { cert: "cert.pem", key: "key.pem" } } };""");
        var address = $"{(engine.KeepsCookiesOverHttp ? "http" : "https")}://localhost:{FreePort.Find()}";
        await using var host = await LocalHost.StartAsync(
            ("TokenExchange:PublicOrigin", address),
            ("TokenExchange:AllowedOrigins:0", address),
            ("LocalHost:Https", engine.KeepsCookiesOverHttp ? "false" : "true"),
            ("LocalHost:CertificateFolder", Path.Combine(recipe.Folder, "node_modules", "certificate")));
        var main = await Recipe.BlockAsync("main.js");
        var begin = (await Recipe.BlockAsync("split/main.js")).Replace("http://localhost:5080", host.Listening, StringComparison.Ordinal);
        await recipe.WriteAsync("main.js", begin + main[(main.IndexOf(client, StringComparison.Ordinal) + client.Length)..]);
        await using var server = await DevServer.StartAsync(
            recipe, address, engine.KeepsCookiesOverHttp ? null : certificate, [.. Command("npx vite", Requirements.Vite), .. engine.KeepsCookiesOverHttp ? [] : HttpsConfig]);

        var page = await Journeys.SignInToOrdersAsync(await engine.NewTabAsync(), address);
        await host.AdvanceAsync(TimeSpan.FromDays(1));
        await page.Tab.ReloadAsync(); // CORS does not expose TE-Error: a call does not say that the session has ended
        await page.PressAsync("Sign in");
        await Journeys.IsRememberedAsync(engine, page, "Alice Example");
        await Journeys.CallOrdersAsync(page, address);
        await Journeys.SignOutOfOrdersAsync(page, host);
    }

    /// <summary>The command of the page, with the program that <c>npx</c> would find, and without its port, which is the test's choice.</summary>
    private static string[] Command(string beginning, string program)
    {
        var words = DocumentedCommand.Find(Page, beginning);
        var port = Array.IndexOf(words, "--port");
        return [program, .. words[2..port], .. words[(port + 2)..]];
    }

    protected async Task ViteBehindTheGatewayAsync(bool isHttps = false)
    {
        using var recipe = await Recipe.CreateAsync();

        await BehindTheGatewayAsync(recipe, Command("npx vite", Requirements.Vite), page => ChangeAsync(recipe, page), isHttps);
    }

    /// <summary>The local host is in front: over https, with a certificate of its own making, where the engine or the test needs that.</summary>
    private async Task BehindTheGatewayAsync(Recipe recipe, string[] command, Func<VisiblePage, Task>? meanwhile = null, bool isHttps = false)
    {
        await using var engine = await StartEngineAsync();
        var address = $"http://localhost:{FreePort.Find()}";
        await using var server = await DevServer.StartAsync(recipe, address, null, command);

        await RunAsync(engine, recipe, address, isHttps || !engine.KeepsCookiesOverHttp, meanwhile);
    }

    private static async Task RunAsync(
        IEngine engine, Recipe recipe, string spa, bool isHttps, Func<VisiblePage, Task>? meanwhile = null, params (string Key, string Value)[] settings)
    {
        await using var host = await LocalHost.StartAsync(
        [
            ("LocalHost:Spa", spa),
            ("LocalHost:Https", isHttps ? "true" : "false"),
            ("LocalHost:CertificateFolder", Path.Combine(recipe.Folder, "node_modules", "certificate")),
            .. settings,
        ]);
        var page = await Journeys.SignInToOrdersAsync(await engine.NewTabAsync(), host.Origin);
        await Journeys.ExpireAndSignInToOrdersAsync(page, engine, host, host.Origin);
        await (meanwhile?.Invoke(page) ?? Task.CompletedTask);
        await Journeys.SignOutOfOrdersAsync(page, host);
    }

    /// <summary>The dev server is in front, with its configuration from the page. Where the engine needs https, it is the dev server that speaks it, with these arguments.</summary>
    private async Task InFrontOfTheGatewayAsync(Recipe recipe, string configuration, string[] command, params string[] https)
    {
        await using var engine = await StartEngineAsync();
        using var certificate = Certify(recipe);
        var address = $"{(engine.KeepsCookiesOverHttp ? "http" : "https")}://localhost:{FreePort.Find()}";
        await using var host = await LocalHost.StartAsync(("LocalHost:Spa", address), ("LocalHost:BehindSpa", "true"));
        await recipe.WriteAsync(configuration, (await Recipe.BlockAsync(configuration)).Replace("http://localhost:5080", host.Listening, StringComparison.Ordinal));
        await using var server = await DevServer.StartAsync(
            recipe, address, engine.KeepsCookiesOverHttp ? null : certificate, [.. command, .. engine.KeepsCookiesOverHttp ? [] : https]);

        var page = await Journeys.SignInToOrdersAsync(await engine.NewTabAsync(), address);
        await Journeys.ExpireAndSignInToOrdersAsync(page, engine, host, address);
        await Journeys.SignOutOfOrdersAsync(page, host);
    }

    /// <summary>A certificate for the dev server, in files where its configuration finds them.</summary>
    private static TestCertificate Certify(Recipe recipe)
    {
        var certificate = TestCertificate.Create();
        File.Copy(certificate.File, Path.Combine(recipe.Folder, "cert.pem"));
        File.Copy(certificate.KeyFile, Path.Combine(recipe.Folder, "key.pem"));
        return certificate;
    }

    /// <summary>Changes the page; the dev server says so over its web socket.</summary>
    private static async Task ChangeAsync(Recipe recipe, VisiblePage page)
    {
        await recipe.WriteAsync("index.html", (await Recipe.BlockAsync("index.html")).Replace("<title>Orders", "<title>Changed", StringComparison.Ordinal));
        await page.HoldsAsync("document.title === 'Changed'", "the change has arrived");
    }

    private async Task<IEngine> StartEngineAsync()
    {
        Assert.SkipWhen(Requirements.RecipesMissing is not null, Requirements.RecipesMissing ?? "");
        return await engines.StartEngineAsync();
    }
}

[Collection(InChromium.Name)]
public sealed class ChromiumRecipeTests(Chromium browser) : RecipeTests(browser)
{
    [EngineFact]
    public Task With_Vite_behind_the_gateway_over_https_with_the_local_hosts_own_certificate() => ViteBehindTheGatewayAsync(isHttps: true);
}

[Collection(InFirefox.Name)]
public sealed class FirefoxRecipeTests(Firefox browser) : RecipeTests(browser)
{
    [EngineFact]
    public Task With_Vite_behind_the_gateway_over_https_with_the_local_hosts_own_certificate() => ViteBehindTheGatewayAsync(isHttps: true);
}

[Collection(InWebKit.Name)]
public sealed class WebKitRecipeTests(WebKits browser) : RecipeTests(browser);
