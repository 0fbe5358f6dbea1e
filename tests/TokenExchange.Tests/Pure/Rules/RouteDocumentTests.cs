using System.Text.RegularExpressions;

namespace TokenExchange.Tests.Pure;

/// <summary>The pages list the addresses that the route table has.</summary>
public sealed partial class RouteDocumentTests
{
    [Fact]
    public void The_README_lists_every_method_and_address_once()
    {
        var listed = Row().Matches(Repository.Read("README.md"))
            .SelectMany(row => Cell().Matches(row.Groups["first"].Value.Replace("any `", "`any ", StringComparison.Ordinal))).Select(cell => cell.Groups["text"].Value);

        Assert.Equal(
            PaperRoutes.Calls.Append($"any /{Routes.Prefix}/{Routes.Proxy}").Order(StringComparer.Ordinal),
            Spread(listed).Order(StringComparer.Ordinal));
    }

    [Fact]
    [Trait("Docs", "Generated")]
    public void The_architecture_lists_the_addresses_that_are_open_to_other_sites() => GeneratedPart.Check(
        "docs/architecture.md",
        "open addresses",
        string.Join('\n', PaperRoutes.Table.Endpoints.Where(endpoint => endpoint.OpenMethods.Count > 0).OrderBy(endpoint => endpoint.Address, StringComparer.Ordinal)
            .Select(endpoint => $"* {string.Join(", ", endpoint.OpenMethods.Select(method => $"`{method}`"))} `{PaperRoutes.PathOf(endpoint)}`")));

    [Fact]
    public void Every_address_that_the_browser_client_calls_exists()
    {
        var calls = Directory.EnumerateFiles(Path.Combine(Repository.Root, "clients/browser/src"), "*.ts").SelectMany(file => ClientCall().Matches(File.ReadAllText(file)))
            .Select(call => $"{(call.Groups["method"].Success ? call.Groups["method"].Value : "POST")} /{Routes.Prefix}/auth/{call.Groups["endpoint"].Value}").Distinct().ToList();

        Assert.Equal(5, calls.Count);
        Assert.Empty(calls.Except(PaperRoutes.Calls));
    }

    [Fact]
    public void Every_open_method_is_one_that_the_address_has() =>
        Assert.All(PaperRoutes.Table.Endpoints, endpoint => Assert.Empty(endpoint.OpenMethods.Except(endpoint.Methods.Keys)));

    /// <summary>A cell names methods, then one with an address: <c>`GET`, `POST /api/…`</c>. Each is a call; a query only shows parameters.</summary>
    private static IEnumerable<string> Spread(IEnumerable<string> cells)
    {
        var methods = new List<string>();
        foreach (var parts in cells.Select(cell => cell.Split(' ', 2)))
        {
            methods.Add(parts[0]);
            if (parts is [_, var address])
            {
                foreach (var method in methods)
                {
                    yield return $"{method} {address.Split('?')[0]}";
                }

                methods.Clear();
            }
        }
    }

    [GeneratedRegex(@"^\| (?<first>(?:`[A-Z]+[` ]|any `).*?/api/.*?) \|", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Row();

    /// <summary><c>call("login", signal, body)</c>; a fourth argument is the method.</summary>
    [GeneratedRegex(@"\bcall\(""(?<endpoint>[^""]+)""(, \w+, \w+, ""(?<method>[A-Z]+)"")?", RegexOptions.CultureInvariant)]
    private static partial Regex ClientCall();

    [GeneratedRegex("`(?<text>[^`]+)`", RegexOptions.CultureInvariant)]
    private static partial Regex Cell();
}
