using System.Text.Json;
using Microsoft.Playwright;
using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.Browser;

/// <summary>500 page actions in 5 tabs over a network that loses every tenth response, while access tokens end and refresh tokens are used once.</summary>
[Collection(InChromium.Name)]
public sealed class LossyNetworkTests(Chromium chromium)
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
        await Promise.all(actions.map(action => action().catch(error => outcome.errors.push(error.code ?? `${error.name}: ${error.message}`)).then(() => outcome.done++)));
        outcome.changes = globalThis.changes;
        return JSON.stringify(outcome);
        """;

    [BrowserFact]
    public async Task No_spurious_logout_and_no_double_submit()
    {
        await using var network = await LossyNetwork.StartAsync();
        await using var host = await LocalHost.StartBehindAsync(network.Origin);
        network.LeadTo(host.Listening);
        await host.ControlAsync(HttpMethod.Post, "provider/refresh", new { rotate = true, reuseDetection = true });
        await using var lease = await chromium.LeaseAsync();
        var context = lease.Context;
        var pages = await OpenAsync(context, host);
        network.Lose(every: 10);

        List<Outcome> outcomes = [];
        for (var round = 0; round < Rounds; round++)
        {
            var number = round;
            var texts = await Task.WhenAll(pages.Select((page, tab) =>
                page.RunAsync<string>(Round, new { tab, round = number, count = ActionsInARound })));
            outcomes.AddRange(texts.Select(text => JsonSerializer.Deserialize<Outcome>(text, JsonSerializerOptions.Web)!));
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

    [BrowserTheory]
    [InlineData(60)]
    [InlineData(600)]
    public async Task A_renewal_whose_answer_was_lost_costs_no_session_when_the_user_comes_back(int secondsLater)
    {
        await using var network = await LossyNetwork.StartAsync();
        await using var host = await LocalHost.StartBehindAsync(network.Origin);
        network.LeadTo(host.Listening);
        await host.ControlAsync(HttpMethod.Post, "provider/refresh", new { rotate = true, reuseDetection = true });
        await using var lease = await chromium.LeaseAsync();
        var context = lease.Context;
        var page = await DemoPage.OpenAsync(context, host);
        await page.SignInAsync();
        await host.AdvanceAsync(TimeSpan.FromSeconds(301));
        network.LoseNext();
        const string call = """return await client.fetch("/api/proxy/echo/anything/x").then(response => response.headers.get("TE-Error") ?? String(response.status), error => error.name);""";
        Assert.Equal("TypeError", await page.RunAsync<string>(call)); // the provider has rotated, and the browser has the old cookies
        Assert.Equal(1, await host.TokenCallsAsync("refresh_token"));
        await host.AdvanceAsync(TimeSpan.FromSeconds(secondsLater));

        Assert.Equal("200", await page.RunAsync<string>(call));
    }

    /// <summary>What the browser itself says of a connection that broke.</summary>
    private static bool IsNetwork(string error) =>
        error is "TypeError: Failed to fetch" or "TypeError: network error" || error.StartsWith("TypeError: NetworkError", StringComparison.Ordinal);

    private static async Task<List<DemoPage>> OpenAsync(IBrowserContext context, LocalHost host)
    {
        var first = await DemoPage.OpenAsync(context, host);
        await first.SignInAsync();
        List<DemoPage> pages = [first];
        while (pages.Count < Tabs)
        {
            pages.Add(await DemoPage.OpenAsync(context, host));
        }

        return pages;
    }

    private sealed record Outcome(int Done, IReadOnlyList<string> Orders, IReadOnlyList<string> Errors, IReadOnlyList<string> Changes);
}
