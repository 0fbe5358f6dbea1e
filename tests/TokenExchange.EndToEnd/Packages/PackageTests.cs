using System.Net;
using System.Text.RegularExpressions;
using TokenExchange.EndToEnd.Functions;
using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.Packages;

/// <summary>What other teams install: from a feed, into new applications, by the commands of the packages' own pages.</summary>
public sealed partial class PackageTests(LocalFeed feed) : IClassFixture<LocalFeed>
{
    [TrustFact(Timeout = Requirements.LongestTest)]
    public async Task An_empty_web_application_with_the_package_signs_users_in_and_calls_APIs()
    {
        var folder = feed.NewFolder("web");
        await DotNet.RunAsync(folder, "new", "web", "--name", "Web", "--output", ".", "--no-restore");
        await DotNet.RunAsync(folder, "add", "package", "TokenExchange", "--version", LocalFeed.Version, "--no-restore");
        await File.WriteAllTextAsync(Path.Combine(folder, "Program.cs"), Program());
        await DotNet.RunAsync(folder, "build", "--nologo", "--output", "out");
        await using var deployment = await Deployment.OfAsync(settings => WebApp.StartAsync(Path.Combine(folder, "out", "Web.dll"), settings));
        using var user = deployment.NewUser();

        var answer = await user.NavigateAsync(await user.AuthorizeAsync());

        Assert.Equal(HttpStatusCode.SeeOther, answer.Status);
        Assert.True((await user.SessionAsync()).Json.GetProperty("isAuthenticated").GetBoolean());
        Assert.Equal(HttpStatusCode.OK, (await user.CallAsync(HttpMethod.Get, "/api/proxy/echo/anything")).Status);
        Assert.Contains("DisableHttp1LineFeedTerminators", await File.ReadAllTextAsync(Path.Combine(folder, "out", "Web.runtimeconfig.json")), StringComparison.Ordinal);
    }

    [Fact(Timeout = Requirements.LongestTest)]
    public async Task The_template_makes_an_application_of_Azure_Functions_that_compiles()
    {
        var (folder, hive) = (feed.NewFolder("functions"), feed.NewFolder("hive"));
        await DotNet.RunAsync(folder, "new", "install", Path.Combine(feed.Packages, $"TokenExchange.Templates.{LocalFeed.Version}.nupkg"), "--debug:custom-hive", hive);

        await DotNet.RunAsync(
            folder, "new", "token-exchange-functions", "--name", "Contoso.Auth", "--output", ".", "--authority", "https://login.example.com", "--debug:custom-hive", hive);

        var settings = await File.ReadAllTextAsync(Path.Combine(folder, "local.settings.json"));
        Assert.Contains("\"TokenExchange__Provider__Authority\": \"https://login.example.com\"", settings, StringComparison.Ordinal);
        Assert.Contains("local.settings.json", await File.ReadAllTextAsync(Path.Combine(folder, ".gitignore")), StringComparison.Ordinal);
        var output = await DotNet.RunAsync(folder, "msbuild", "Contoso.Auth.csproj", "-restore", "-target:Compile", "-nologo", "-verbosity:quiet");
        Assert.DoesNotContain("warning CS", output, StringComparison.Ordinal);
    }

    [Fact(Timeout = Requirements.LongestTest)]
    public async Task The_tool_for_operators_starts()
    {
        var folder = feed.NewFolder("tool");
        await DotNet.RunAsync(folder, "tool", "install", "TokenExchange.Operations", "--version", LocalFeed.Version, "--tool-path", folder, "--source", feed.Packages);

        Assert.Contains("doctor", await DotNet.RunAsync(Path.Combine(folder, "token-exchange"), folder, ["--help"]), StringComparison.Ordinal);
    }

    /// <summary>The program that the package's page shows.</summary>
    private static string Program() =>
        CSharp().Match(File.ReadAllText(Path.Combine(Requirements.Root, "src", "TokenExchange", "README.md"))).Groups["code"].Value;

    [GeneratedRegex("```csharp\n(?<code>.*?)```", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex CSharp();
}
