using System.Text.Json;
using TokenExchange.EndToEnd.Browser.Engines;

namespace TokenExchange.EndToEnd.Browser;

/// <summary>500 page actions in 5 tabs over a network that loses every tenth response, while access tokens end and refresh tokens are used once.</summary>
public abstract class LossyNetworkTests(IEngines engines)
{
    private const int Tabs = 5;
    private const int Rounds = 5;
    private const int ActionsInARound = 20;

    /// <summary>Of ten actions: four reads, four orders (not idempotent), a renewal, a look at the session.</summary>
    private const string Round = """
        globalThis.changes ??= (client.onSessionChange(({ type }) => globalThis.changes.push(type)), []);
        const outcome = { done: 0, orders: [], errors: [] };
        const actions = Array.from({ length: argument.count }, (_, i) => async () => {
          const kind = i % 10;
          if (kind === 8) {
            await client.refresh();
          } else if (kind === 9) {
            await client.session();
          } else if (kind % 2 === 0) {
            const response = await client.fetch("/api/proxy/echo/anything/read");
            await response.text();
            if (!response.ok) throw new Error(`read: ${response.status} ${response.headers.get("TE-Error")}`);
          } else {
            const id = `${argument.tab}-${argument.round}-${i}`;
            const response = await client.fetch(`/api/proxy/echo/anything/orders/${id}`, { method: "POST", body: "{}", headers: { "Content-Type": "application/json" } });
            if (!response.ok) throw new Error(`order: ${response.status} ${response.headers.get("TE-Error")}`);
            outcome.orders.push(id);
            await response.text();
          }
        });
        await Promise.all(actions.map(action => action().catch(error => outcome.errors.push(typeof error.code === "string" ? error.code : `${error.name}: ${error.message}`)).then(() => outcome.done++)));
        outcome.changes = globalThis.changes;
        return JSON.stringify(outcome);
        """;

    [EngineFact]
    public async Task No_spurious_logout_and_no_double_submit()
    {
        await using var stage = await EngineStage.StartAsync(engines);
        var (network, host) = (stage.Network, stage.Host);
        await host.ControlAsync(HttpMethod.Post, "provider/refresh", new { rotate = true, reuseDetection = true });
        var pages = await OpenAsync(stage);
        network.Lose(every: 10);

        List<Outcome> outcomes = [];
        for (var round = 0; round < Rounds; round++)
        {
            for (var tab = 0; tab < Tabs; tab++)
            {
                await pages[tab].BeginAsync(Round, new { tab, round, count = ActionsInARound });
            }

            foreach (var page in pages)
            {
                outcomes.Add(JsonSerializer.Deserialize<Outcome>(await page.EndAsync<string>(), JsonSerializerOptions.Web)!);
            }

            await host.AdvanceAsync(TimeSpan.FromSeconds(310)); // the access token ends; the next round begins with a renewal whose answer may be lost
        }

        network.Lose(every: 0);
        Assert.Equal(Tabs * Rounds * ActionsInARound, outcomes.Sum(outcome => outcome.Done));
        Assert.InRange(network.Lost, 40, 120);
        Assert.Equal([], outcomes.SelectMany(outcome => outcome.Errors).Where(error => error != "network_error" && !IsNetwork(error)));
        Assert.DoesNotContain(outcomes.SelectMany(outcome => outcome.Changes), change => change is "expired" or "signed-out");
        foreach (var page in pages)
        {
            await page.Tab.ReloadAsync();
            await page.SeesUserAsync("alice");
        }

        var orders = (await host.ApiLogAsync()).Where(row => row.GetProperty("method").GetString() == "POST" && row.GetProperty("endpoint").GetString() != "refused")
            .Select(row => row.GetProperty("path").GetString()!.Split('/')[^1]).ToList();
        Assert.Equal([], orders.GroupBy(id => id).Where(group => group.Count() > 1).Select(group => group.Key));
        Assert.Equal([], outcomes.SelectMany(outcome => outcome.Orders).Except(orders)); // what the page was told is true
    }

    [EngineTheory]
    [InlineData(60)]
    [InlineData(600)]
    public async Task A_renewal_whose_answer_was_lost_costs_no_session_when_the_user_comes_back(int secondsLater)
    {
        await using var stage = await EngineStage.StartAsync(engines);
        var (network, host) = (stage.Network, stage.Host);
        await host.ControlAsync(HttpMethod.Post, "provider/refresh", new { rotate = true, reuseDetection = true });
        var page = await stage.OpenAsync();
        await page.SignInAsync();
        await host.AdvanceAsync(TimeSpan.FromSeconds(301));
        network.LoseNext();
        const string call = """return await client.fetch("/api/proxy/echo/anything/x").then(response => response.headers.get("TE-Error") ?? String(response.status), error => error.name);""";
        Assert.Contains(await page.RunAsync<string>(call), new[] { "TypeError", "200" }); // the provider has rotated, and the browser has the old cookies; Firefox itself sends a GET again
        Assert.Equal(1, await host.TokenCallsAsync("refresh_token"));
        await host.AdvanceAsync(TimeSpan.FromSeconds(secondsLater));

        Assert.Equal("200", await page.RunAsync<string>(call));
    }

    /// <summary>What Chromium, Firefox and WebKit themselves say of a connection that broke, before and within a body.</summary>
    private static bool IsNetwork(string error) =>
        error is "TypeError: Failed to fetch" or "TypeError: network error" or "TypeError: Load failed" or "TypeError: The network connection was lost."
        || error.StartsWith("TypeError: NetworkError", StringComparison.Ordinal)
        || error.StartsWith("TypeError: Error in body stream", StringComparison.Ordinal)
        || error.StartsWith("AbortError: The operation was aborted", StringComparison.Ordinal)
        || error.StartsWith("NetworkError: ", StringComparison.Ordinal);

    private static async Task<List<DemoPage>> OpenAsync(EngineStage stage)
    {
        var first = await stage.OpenAsync();
        await first.SignInAsync();
        List<DemoPage> pages = [first];
        while (pages.Count < Tabs)
        {
            pages.Add(await stage.OpenAsync());
        }

        return pages;
    }

    private sealed record Outcome(int Done, IReadOnlyList<string> Orders, IReadOnlyList<string> Errors, IReadOnlyList<string> Changes);
}

[Collection(InChromium.Name)]
public sealed class ChromiumLossyNetworkTests(Chromium browser) : LossyNetworkTests(browser);

[Collection(InFirefox.Name)]
public sealed class FirefoxLossyNetworkTests(Firefox browser) : LossyNetworkTests(browser);

[Collection(InWebKit.Name)]
public sealed class WebKitLossyNetworkTests(WebKits browser) : LossyNetworkTests(browser);
