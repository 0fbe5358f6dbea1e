using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.FileProviders;
using Microsoft.Playwright;
using TokenExchange.EndToEnd.Browser;
using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.FrontEnd;

/// <summary>Recipes of docs/front-end.md: the page's own text, its dev server, and the local host before or behind it.</summary>
[Collection(InChromium.Name)]
public sealed class RecipeTests(Chromium chromium)
{
    [ViteFact]
    public Task With_Vite_behind_the_gateway_a_user_signs_in_and_changes_arrive_without_a_reload() => BehindTheGatewayAsync(isHttps: false);

    [ViteFact]
    public Task The_same_over_https_with_the_local_hosts_own_certificate() => BehindTheGatewayAsync(isHttps: true);

    [ViteFact]
    public async Task With_Vite_in_front_of_the_gateway_a_user_signs_in_and_out()
    {
        using var recipe = await Recipe.CreateAsync();
        var address = $"http://localhost:{FreePort.Find()}";
        await using var host = await LocalHost.StartAsync(("LocalHost:Spa", address), ("LocalHost:BehindSpa", "true"));
        await recipe.WriteAsync("vite.config.js", (await Recipe.BlockAsync("vite.config.js")).Replace("http://localhost:5080", host.Listening, StringComparison.Ordinal));
        await using var vite = await ViteAsync(recipe, address);
        await using var lease = await chromium.LeaseAsync();

        await SignOutAsync(await SignInAsync(lease, address, host), address);
    }

    [ApplicationFact]
    public async Task With_the_Angular_CLI_behind_the_gateway_a_user_signs_in_and_out()
    {
        using var recipe = await Application.WriteAsync("angular");
        var address = $"http://localhost:{FreePort.Find()}";
        await using var serve = await DevServerAsync(recipe, address, Application.AngularCli, "serve");
        await using var host = await LocalHost.StartAsync(("LocalHost:Spa", address));
        await using var lease = await chromium.LeaseAsync();
        var tab = await lease.Context.NewPageAsync();
        await tab.GotoAsync(host.Origin + "/");

        await tab.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await tab.GetByRole(AriaRole.Button, new() { Name = "Alice Example" }).ClickAsync(); // at the provider
        await Assertions.Expect(tab.GetByText("Hello, Alice Example")).ToBeVisibleAsync();
        await tab.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Assertions.Expect(tab.GetByRole(AriaRole.Button, new() { Name = "Sign in" })).ToBeVisibleAsync();
    }

    [BrowserFact]
    public async Task With_plain_files_a_user_signs_in_and_out()
    {
        using var recipe = await Recipe.CreateAsync();
        var page = await Recipe.BlockAsync("index.html");
        await recipe.WriteAsync("index.html", page.Replace("  <script", await Recipe.BlockAsync("importmap") + "  <script", StringComparison.Ordinal));
        using var files = new PhysicalFileProvider(recipe.Folder);
        await using var site = await Site.StartAsync(context => SendAsync(context, files));
        await using var host = await LocalHost.StartAsync(("LocalHost:Spa", $"http://127.0.0.1:{site.Port}"), ("TokenExchange:Login:CallbackPath", "/api/auth/callback"));
        await using var lease = await chromium.LeaseAsync();

        await SignOutAsync(await SignInAsync(lease, host.Origin, host), host.Origin);
    }

    private async Task BehindTheGatewayAsync(bool isHttps)
    {
        using var recipe = await Recipe.CreateAsync();
        var address = $"http://localhost:{FreePort.Find()}";
        await using var vite = await ViteAsync(recipe, address);
        await using var host = await LocalHost.StartAsync(
            ("LocalHost:Spa", address),
            ("LocalHost:Https", isHttps ? "true" : "false"),
            ("LocalHost:CertificateFolder", Path.Combine(recipe.Folder, "node_modules", "certificate")));
        await using var lease = await chromium.LeaseAsync(new() { IgnoreHTTPSErrors = isHttps });
        var tab = await SignInAsync(lease, host.Origin, host);

        await recipe.WriteAsync("index.html", (await Recipe.BlockAsync("index.html")).Replace("<title>Orders", "<title>Changed", StringComparison.Ordinal));
        await Assertions.Expect(tab).ToHaveTitleAsync("Changed"); // Vite says so over its web socket

        await SignOutAsync(tab, host.Origin);
    }

    private static async Task<IPage> SignInAsync(Chromium.Lease lease, string origin, LocalHost host)
    {
        var tab = await lease.Context.NewPageAsync();
        await tab.GotoAsync(origin + "/");
        await Assertions.Expect(tab.Locator("#who")).ToHaveTextAsync("Nobody is signed in.");
        await tab.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await tab.GetByRole(AriaRole.Button, new() { Name = "Alice Example" }).ClickAsync(); // at the provider

        await Assertions.Expect(tab.Locator("#who")).ToHaveTextAsync("Hello, Alice Example");
        await Assertions.Expect(tab.Locator("#orders")).ToHaveTextAsync("The API answered 200.");
        await Assertions.Expect(tab).ToHaveURLAsync(origin + "/");
        Assert.Equal(1, await host.TokenCallsAsync("authorization_code"));
        return tab;
    }

    private static async Task SignOutAsync(IPage tab, string origin)
    {
        await tab.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Assertions.Expect(tab.Locator("#who")).ToHaveTextAsync("Nobody is signed in.");
        await Assertions.Expect(tab).ToHaveURLAsync(origin + "/");
    }

    private static Task<Child> ViteAsync(Recipe recipe, string address) => DevServerAsync(recipe, address, Requirements.Vite, "--strictPort");

    /// <summary>Starts it at a port; it writes its address when it is ready.</summary>
    private static async Task<Child> DevServerAsync(Recipe recipe, string address, params string[] command)
    {
        string[] arguments = [.. command, "--port", new Uri(address).Port.ToString(System.Globalization.CultureInfo.InvariantCulture)];
        var server = Child.Start(new ProcessStartInfo(Requirements.Node!, arguments) { WorkingDirectory = recipe.Folder, Environment = { ["NO_COLOR"] = "1", ["CI"] = "true" } });
        await Until.TrueAsync("The dev server is ready", () => Task.FromResult(server.Output.Contains(address, StringComparison.Ordinal)));
        return server;
    }

    /// <summary>A server of static files without a fallback.</summary>
    private static Task SendAsync(HttpContext context, PhysicalFileProvider files) =>
        StaticPages.SendAsync(context, files.GetFileInfo(context.Request.Path == "/" ? "/index.html" : context.Request.Path.Value!));
}
