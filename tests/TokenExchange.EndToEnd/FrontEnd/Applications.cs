using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.FileProviders;
using TokenExchange.EndToEnd.FrontEnd;
using TokenExchange.EndToEnd.Stand;

[assembly: AssemblyFixture(typeof(Applications))]

namespace TokenExchange.EndToEnd.FrontEnd;

/// <summary>The applications of docs/front-end.md: written, and built with the tool of their framework, once for all engines.</summary>
public sealed class Applications : IAsyncLifetime
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
              "angularCompilerOptions": { "strictTemplates": true, "strictInjectionParameters": true, "strictInputAccessModifiers": true }, "files": ["src/main.ts"] }
            """),
    ];

    private readonly ConcurrentDictionary<string, Lazy<Task<Built>>> _built = new(StringComparer.Ordinal);

    /// <summary>The program of the Angular CLI, <c>ng</c>.</summary>
    internal static string AngularCli { get; } = Path.Combine(Requirements.AngularPackages, "@angular", "cli", "bin", "ng.js");

    /// <summary>The program of Next.js, <c>next</c>.</summary>
    internal static string Next { get; } = Path.Combine(Requirements.RecipePackages, "next", "dist", "bin", "next");

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>What serves an application: a file, also without its ending, or the application for each path that is none. Built when the first test asks.</summary>
    internal async Task<RequestDelegate> PagesAsync(string name) => (await _built.GetOrAdd(name, added => new(() => BuildAsync(added))).Value).AnswerAsync;

    public async ValueTask DisposeAsync()
    {
        foreach (var application in _built.Values)
        {
            (await application.Value).Dispose();
        }
    }

    /// <summary>Its files and packages in a folder of their own.</summary>
    internal static async Task<Recipe> WriteAsync(string name)
    {
        var recipe = await Recipe.OfApplicationAsync(name);
        switch (name)
        {
            case "next":
                await recipe.InstallAsync(null, "react"); // its other packages are those of the folder above
                break;
            case "angular":
                await recipe.InstallAsync(Requirements.AngularPackages, name);
                foreach (var (file, text) in AngularFiles)
                {
                    await recipe.WriteAsync(file, text);
                }

                break;
            default:
                await recipe.InstallAsync(Requirements.ClientPackages, name);
                break;
        }

        return recipe;
    }

    private static async Task<Built> BuildAsync(string name)
    {
        if (name == "plain")
        {
            var plain = await Recipe.CreatePlainAsync();
            return new Built(plain, plain.Folder);
        }

        var recipe = await WriteAsync(name);
        await using var build = Child.Start(new ProcessStartInfo(Requirements.Node!, [name switch { "angular" => AngularCli, "next" => Next, _ => Requirements.Vite }, "build"])
        {
            WorkingDirectory = recipe.Folder,
            Environment = { ["NO_COLOR"] = "1", ["CI"] = "true", ["NEXT_TELEMETRY_DISABLED"] = "1" },
        });
        await build.ExitedAsync();
        Assert.True(build.ExitCode == 0, build.Output + build.Errors);
        return new Built(recipe, Path.Combine(recipe.Folder, name == "next" ? "out" : "dist"));
    }

    private sealed class Built(Recipe recipe, string folder) : IDisposable
    {
        private readonly PhysicalFileProvider _files = new(folder);

        public Task AnswerAsync(HttpContext context)
        {
            var path = context.Request.Path.Value!;
            IEnumerable<string> places = [path, path + ".html", "/index.html"];
            return StaticPages.SendAsync(context, places.Select(_files.GetFileInfo).First(file => file is { Exists: true, IsDirectory: false }));
        }

        public void Dispose()
        {
            _files.Dispose();
            recipe.Dispose();
        }
    }
}
