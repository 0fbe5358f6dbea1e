using Microsoft.Playwright;
using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.Browser;

/// <summary>What a page owes to everybody, as far as a program can tell.</summary>
internal static class Accessibility
{
    /// <summary>The rules of the checker that the page breaks, as text; empty when there are none. The context has to bypass the page's policy.</summary>
    public static async Task<string> ViolationsAsync(IPage tab)
    {
        await tab.AddScriptTagAsync(new() { Path = Path.Combine(Requirements.ProviderFolder, "node_modules", "axe-core", "axe.min.js") });
        return await tab.EvaluateAsync<string>(
            """
            async () => (await axe.run()).violations
              .map(violation => `${violation.id}: ${violation.help}\n${violation.nodes.map(node => `  ${node.html} ${node.failureSummary}`).join("\n")}`).join("\n")
            """);
    }

    public static Task<bool> ScrollsSidewaysAsync(IPage tab) => tab.EvaluateAsync<bool>("() => document.documentElement.scrollWidth > innerWidth");
}
