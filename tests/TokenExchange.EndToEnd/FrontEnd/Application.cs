using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.FileProviders;
using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.FrontEnd;

/// <summary>An application of docs/front-end.md: written, built with the tool of its framework, and served at one origin with the gateway.</summary>
internal sealed class Application : IAsyncDisposable
{
    /// <summary>What <c>ng new</c> writes, as far as the build needs it.</summary>
    private static readonly (string File, string Text)[] AngularFiles =
    [
        ("angular.json", """
            { "version": 1, "cli": { "analytics": false }, "projects": { "orders": { "projectType": "application", "root": "", "architect": { "build": {
              "builder": "@angular/build:application",
              "options": { "browser": "src/main.ts", "index": "src/index.html", "tsConfig": "tsconfig.json", "outputPath": { "base": "dist", "browser": "" } } },
              "serve": { "builder": "@angular/build:dev-server", "options": { "buildTarget": "orders:build" } } } } } }
            """),
        ("tsconfig.json", """
            { "compilerOptions": { "strict": true, "skipLibCheck": true, "experimentalDecorators": true, "importHelpers": true, "target": "ES2022", "module": "preserve", "types": [] },
              "files": ["src/main.ts"] }
            """),
    ];

    private readonly Recipe _recipe;
    private readonly PhysicalFileProvider _files;

    private Application(Recipe recipe, Front front, LocalHost host, PhysicalFileProvider files) => (_recipe, Front, Host, _files) = (recipe, front, host, files);

    public Front Front { get; }

    public LocalHost Host { get; }

    /// <summary>The program of the Angular CLI, <c>ng</c>.</summary>
    public static string AngularCli { get; } = Path.Combine(Requirements.AngularPackages, "@angular", "cli", "bin", "ng.js");

    /// <summary>Its files and packages in a folder of their own.</summary>
    public static async Task<Recipe> WriteAsync(string name)
    {
        var recipe = await Recipe.OfApplicationAsync(name);
        await recipe.WriteAsync("package.json", """{ "type": "module" }""");
        var isAngular = name == "angular";
        Install(recipe.Folder, isAngular ? Requirements.AngularPackages : Requirements.ClientPackages, "browser", name);
        foreach (var (file, text) in isAngular ? AngularFiles : [])
        {
            await recipe.WriteAsync(file, text);
        }

        return recipe;
    }

    public static async Task<Application> StartAsync(string name)
    {
        var recipe = await WriteAsync(name);
        await BuildAsync(recipe.Folder, name == "angular" ? AngularCli : Requirements.Vite);
        var files = new PhysicalFileProvider(Path.Combine(recipe.Folder, "dist"));
        var front = await Front.StartAsync(context => SendAsync(context, files));
        var host = await LocalHost.StartBehindAsync(front.Origin, ("TokenExchange:Login:CallbackPath", "/callback"));
        front.LeadTo(host.Listening);
        return new Application(recipe, front, host, files);
    }

    public async ValueTask DisposeAsync()
    {
        await Front.DisposeAsync();
        await Host.DisposeAsync();
        _files.Dispose();
        _recipe.Dispose();
    }

    /// <summary>The packages of the framework, and of this repository what their users get.</summary>
    private static void Install(string folder, string packages, params IEnumerable<string> clients)
    {
        var modules = Directory.CreateDirectory(Path.Combine(folder, "node_modules")).FullName;
        foreach (var package in Directory.EnumerateDirectories(packages).Where(package => Path.GetFileName(package) is [not '.', ..] name && !name.StartsWith("token-exchange-", StringComparison.Ordinal)))
        {
            Directory.CreateSymbolicLink(Path.Combine(modules, Path.GetFileName(package)), package);
        }

        foreach (var client in clients)
        {
            var source = Path.Combine(Requirements.Root, "clients", client);
            var target = Directory.CreateDirectory(Path.Combine(modules, $"token-exchange-{client}", "dist")).FullName;
            File.Copy(Path.Combine(source, "package.json"), Path.Combine(target, "..", "package.json"));
            foreach (var file in Directory.EnumerateFiles(Path.Combine(source, "dist")))
            {
                File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
            }
        }
    }

    private static async Task BuildAsync(string folder, string tool)
    {
        await using var build = Child.Start(new ProcessStartInfo(Requirements.Node!, [tool, "build"])
        {
            WorkingDirectory = folder,
            Environment = { ["NO_COLOR"] = "1", ["CI"] = "true" },
        });
        await build.ExitedAsync();
        Assert.True(build.ExitCode == 0, build.Output + build.Errors);
    }

    /// <summary>A file, or the application for each path that is none.</summary>
    private static Task SendAsync(HttpContext context, PhysicalFileProvider files) =>
        StaticPages.SendAsync(context, files.GetFileInfo(context.Request.Path.Value!) is { Exists: true, IsDirectory: false } file ? file : files.GetFileInfo("/index.html"));
}
