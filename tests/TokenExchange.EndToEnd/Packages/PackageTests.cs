using System.Net;
using System.Text.RegularExpressions;
using TokenExchange.EndToEnd.Functions;
using TokenExchange.EndToEnd.Functions.Host;
using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.Packages;

/// <summary>What other teams install: from a feed, into new applications, by the commands of the packages' own pages.</summary>
public sealed partial class PackageTests(LocalFeed feed) : IClassFixture<LocalFeed>
{
    private const string Page = "src/TokenExchange/README.md";

    [TrustFact(Timeout = Requirements.LongestTest)]
    public async Task An_empty_web_application_with_the_package_signs_users_in_and_calls_APIs()
    {
        var folder = feed.NewFolder("web");
        await DotNet.RunAsync(folder, "new", "web", "--name", "Web", "--output", ".", "--no-restore");
        await RunAsync(folder, "dotnet add package", "--version", LocalFeed.Version, "--no-restore");
        await File.WriteAllTextAsync(Path.Combine(folder, "Program.cs"), Program());
        await DotNet.RunAsync(folder, "build", "--nologo", "--output", "out");
        await using var deployment = await Deployment.OfAsync(settings => WebApp.StartAsync(Path.Combine(folder, "out", "Web.dll"), settings));

        await SignsInAsync(deployment);

        Assert.Contains("DisableHttp1LineFeedTerminators", await File.ReadAllTextAsync(Path.Combine(folder, "out", "Web.runtimeconfig.json")), StringComparison.Ordinal);
    }

    [FunctionsFact]
    public async Task The_template_makes_an_application_of_Azure_Functions_that_signs_users_in_and_calls_APIs()
    {
        var (parent, hive) = (feed.NewFolder("functions"), feed.NewFolder("hive"));
        await RunAsync(parent, "dotnet new install", "--add-source", feed.Packages, "--debug:custom-hive", hive);

        await RunAsync(parent, "dotnet new token-exchange-functions", "--authority", "https://login.example.com", "--debug:custom-hive", hive);

        var folder = Path.Combine(parent, "Contoso.Auth");
        var settings = await File.ReadAllTextAsync(Path.Combine(folder, "local.settings.json"));
        Assert.Contains("\"TokenExchange__Provider__Authority\": \"https://login.example.com\"", settings, StringComparison.Ordinal);
        Assert.Contains("local.settings.json", await File.ReadAllTextAsync(Path.Combine(folder, ".gitignore")), StringComparison.Ordinal);
        var output = await DotNet.RunAsync(folder, "publish", "--nologo", "--configuration", "Release", "--output", "out");
        Assert.DoesNotContain("warning CS", output, StringComparison.Ordinal);
        await using var deployment = await Deployment.OfAsync(async all => await FunctionsHost.StartAsync(Path.Combine(folder, "out", "Contoso.Auth.dll"), all));
        await SignsInAsync(deployment);
    }

    [Fact(Timeout = Requirements.LongestTest)]
    public async Task The_tool_for_operators_starts()
    {
        var folder = feed.NewFolder("tool");
        const string page = "src/TokenExchange.Operations/README.md";
        var install = DocumentedCommand.Find(page, "dotnet tool install").Where(word => word != "--global"); // the machine's tools stay as they are
        await DotNet.RunAsync(folder, [.. install.Skip(1), "--version", LocalFeed.Version, "--tool-path", folder, "--source", feed.Packages]);

        var start = DocumentedCommand.Find(page, "token-exchange");
        Assert.Contains("doctor", await DotNet.RunAsync(Path.Combine(folder, start[0]), folder, start[1..]), StringComparison.Ordinal);
    }

    /// <summary>The command of the library's page, with the version under test, and with what keeps it away from the rest of the machine.</summary>
    private static Task<string> RunAsync(string folder, string command, params string[] others) =>
        DotNet.RunAsync(folder, [.. DocumentedCommand.Find(Page, command).Skip(1).Select(word => word == "TokenExchange.Templates" ? $"{word}@{LocalFeed.Version}" : word), .. others]);

    private static async Task SignsInAsync(Deployment deployment)
    {
        using var user = deployment.NewUser();

        var answer = await user.NavigateAsync(await user.AuthorizeAsync());

        Assert.Equal(HttpStatusCode.SeeOther, answer.Status);
        Assert.True((await user.SessionAsync()).Json.GetProperty("isAuthenticated").GetBoolean());
        Assert.Equal(HttpStatusCode.OK, (await user.CallAsync(HttpMethod.Get, "/api/proxy/echo/anything")).Status);
    }

    /// <summary>The program that the package's page shows.</summary>
    private static string Program() =>
        CSharp().Match(File.ReadAllText(Path.Combine(Requirements.Root, Page))).Groups["code"].Value;

    [GeneratedRegex("```csharp\n(?<code>.*?)```", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex CSharp();
}
