using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http.Instances;

/// <summary>Instances whose state is in memory: what they say of it, and what they do not know of each other.</summary>
public sealed class InMemoryTests() : TestStand(StandSettings.InMemory)
{
    private const string Host = "app.example.test";

    [Fact]
    public async Task Readiness_says_that_the_state_is_in_memory()
    {
        var ready = await NewBrowser().SendBareAsync("GET", "/api/health/ready");

        var note = (await ready.JsonAsync()).GetProperty("checks").GetProperty("sharedState").GetProperty("note").GetString();
        Assert.Contains("memory", note, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_code_that_was_redeemed_on_one_instance_is_refused_by_the_provider_on_the_other()
    {
        var browser = NewBrowser();
        var callback = await browser.AuthorizeAsync();
        var copy = browser.Copy();
        await browser.ExchangeAsync(callback);
        await AddGatewayAsync(Host);

        var again = await copy.ExchangeAsync(callback);

        await again.RefusedAsync(400, "code_rejected", "login");
    }
}
