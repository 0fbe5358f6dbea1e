using TokenExchange.Emulators.Wire;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>The vault is down for 23 hours: what a running instance does in all of them, and what an instance does that starts meanwhile.</summary>
[StateIndependent]
public sealed class VaultOutageDayTests() : TestStand(settings => settings["TokenExchange:Sessions:AbsoluteLifetime"] = "1.00:00:00")
{
    private static readonly TimeSpan Outage = TimeSpan.FromHours(23);

    private static readonly TimeSpan Step = TimeSpan.FromMinutes(30);

    private static readonly TimeSpan Hang = TimeSpan.FromMilliseconds(61_003);

    [Fact]
    public async Task Users_of_a_running_instance_notice_nothing_in_any_half_hour_of_it()
    {
        var longest = NewBrowser(); // one session from before the outage to its end
        await longest.SignInAsync();
        await WorkAsync(longest);
        Vault.Faults.Add(new Fault(Status: 503, Count: int.MaxValue));

        for (var passed = TimeSpan.Zero; passed < Outage; passed += Step)
        {
            Clock.Advance(Step);
            var next = NewBrowser();
            await next.SignInAsync("bob");
            await WorkAsync(next);
            await SucceedsAsync(next, "POST", "/api/auth/logout");
            await WorkAsync(longest);
            await SucceedsAsync(longest, "GET", "/api/health/ready");
        }

        Vault.Faults.Clear();
        Clock.Advance(Step);
        await WorkAsync(longest);
    }

    [Fact]
    public async Task An_instance_that_starts_meanwhile_refuses_what_needs_a_secret_and_works_when_the_vault_is_back()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        var callback = await browser.AuthorizeAsync();
        Vault.Faults.Add(new Fault(Status: 503, Count: int.MaxValue));
        await AddGatewayAsync("app.example.test");
        await this.SettledAsync(); // its warm-up, which fetches the provider's documents at the same time

        for (var attempt = 0; attempt < 3; attempt++)
        {
            await NotReadyAsync(await browser.FetchAsync("GET", "/api/health/ready"));
            await RefusedAsync(browser, "POST", "/api/auth/login", new { loginHint = "alice" });
            await (await this.PassInStepsAsync(browser.ExchangeAsync(callback))).RefusedAsync(503, "vault_unavailable", "retry"); // tries again, until its deadline
            await RefusedAsync(browser, "GET", "/api/auth/session");
            await RefusedAsync(browser, "POST", "/api/auth/refresh");
            await RefusedAsync(browser, "GET", "/api/proxy/echo/anything");
            Clock.Advance(TimeSpan.FromMinutes(1));
        }

        Vault.Faults.Clear();
        Clock.Advance(TimeSpan.FromSeconds(16));
        await SucceedsAsync(browser, "GET", "/api/health/ready");
        await WorkAsync(browser);
        await browser.SignInAsync();
    }

    [Fact]
    public async Task An_instance_that_starts_while_the_vault_does_not_answer_says_so_within_ten_seconds()
    {
        var browser = NewBrowser();
        Vault.Faults.Add(new Fault(Status: 503, DelayMs: (int)Hang.TotalMilliseconds, Count: int.MaxValue));
        var warmUp = AddGatewayAsync("app.example.test");

        for (var probe = 0; probe < 3; probe++)
        {
            await NotReadyAsync(await this.PassAsync(browser.FetchAsync("GET", "/api/health/ready"), 9));
            await this.SettledAsync();
            Clock.Advance(TimeSpan.FromSeconds(20));
        }

        Vault.Faults.Clear();
        await this.SettledAsync();
        Clock.Advance(Hang);
        await warmUp;
        await SucceedsAsync(browser, "GET", "/api/health/ready");
        await browser.SignInAsync();
    }

    [Fact]
    public async Task An_instance_that_starts_while_nothing_answers_says_so_for_each_source_and_within_ten_seconds()
    {
        var browser = NewBrowser();
        Vault.Faults.Add(new Fault(Status: 503, DelayMs: (int)Hang.TotalMilliseconds, Count: int.MaxValue));
        Provider.Faults.Add(new Fault("discovery", DelayMs: (int)Hang.TotalMilliseconds, Count: int.MaxValue));
        await this.ForgetDocumentsAsync();
        var warmUp = AddGatewayAsync("app.example.test");

        var answer = await this.PassAsync(browser.FetchAsync("GET", "/api/health/ready"), 9);

        await NotReadyAsync(answer);
        var checks = (await answer.JsonAsync()).GetProperty("checks");
        Assert.Equal("vault_unavailable", checks.GetProperty("vault").GetProperty("note").GetString());
        Assert.Equal("provider_unavailable", checks.GetProperty("provider").GetProperty("note").GetString());
        Assert.Equal("provider_unavailable", checks.GetProperty("signingKeys").GetProperty("note").GetString());
        await this.SettledAsync();
        Clock.Advance(Hang);
        await warmUp;
    }

    private static async Task WorkAsync(Browser browser)
    {
        await SucceedsAsync(browser, "GET", "/api/proxy/echo/anything");
        await SucceedsAsync(browser, "GET", "/api/proxy/partner/anything");
        await SucceedsAsync(browser, "POST", "/api/auth/refresh");
    }

    private static async Task SucceedsAsync(Browser browser, string method, string path)
    {
        var answer = await browser.FetchAsync(method, path);
        Assert.True((int)answer.StatusCode == 200, $"{path}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
    }

    private static async Task RefusedAsync(Browser browser, string method, string path, object? body = null) =>
        await (await browser.FetchAsync(method, path, body)).RefusedAsync(503, "vault_unavailable", "retry");

    private static async Task NotReadyAsync(HttpResponseMessage answer)
    {
        Assert.Equal((503, true), ((int)answer.StatusCode, answer.Headers.RetryAfter is not null));
        Assert.Equal("unavailable", (await answer.JsonAsync()).GetProperty("status").GetString());
    }
}
