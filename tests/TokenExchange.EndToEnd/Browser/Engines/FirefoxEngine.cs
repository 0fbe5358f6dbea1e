using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.Browser.Engines;

/// <summary>A user context of the one Firefox.</summary>
internal sealed class FirefoxEngine(BiDi connection, string context) : IEngine
{
    private readonly HashSet<string> _tabs = new(StringComparer.Ordinal);

    public bool KeepsCookiesOverHttp => true;

    public bool TraversesSites => true;

    public async Task<ITab> NewTabAsync()
    {
        var created = await connection.SendAsync("browsingContext.create", new { type = "tab", userContext = context });
        return Followed(created.GetProperty("context").GetString()!);
    }

    public async Task<ITab> OpenedTabAsync()
    {
        string? opened = null;
        await Until.TrueAsync("a page has opened a tab", async () => (opened = (await TabsAsync()).Find(tab => !_tabs.Contains(tab))) is not null);
        return Followed(opened!);
    }

    public Task HasTabsAsync(int count) => Until.TrueAsync($"there are {count} tabs", async () => (await TabsAsync()).Count == count);

    /// <summary>Closes its tabs and removes its cookies.</summary>
    public async ValueTask DisposeAsync() => await connection.SendAsync("browser.removeUserContext", new { userContext = context });

    private async Task<List<string>> TabsAsync()
    {
        var tree = await connection.SendAsync("browsingContext.getTree", new { maxDepth = 0 });
        return [.. tree.GetProperty("contexts").EnumerateArray().Where(tab => tab.GetProperty("userContext").GetString() == context).Select(tab => tab.GetProperty("context").GetString()!)];
    }

    private FirefoxTab Followed(string tab)
    {
        _tabs.Add(tab);
        return new FirefoxTab(connection, tab);
    }
}
