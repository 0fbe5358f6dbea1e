using System.Net;
using TokenExchange.Emulators.Provider;
using TokenExchange.Emulators.Wire;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http.Bugs;

/// <summary>Transactions at their edges.</summary>
public sealed class TransactionBugs : TestStand
{
    [Fact]
    public async Task Transactions_that_need_two_cookies_count_as_well()
    {
        var browser = NewBrowser();
        var login = new { returnUrl = "/" + new string('a', 2000), acrValues = new string('b', 500), loginHint = "alice" };

        for (var i = 0; i < 12; i++)
        {
            Clock.Advance(TimeSpan.FromSeconds(1));
            await browser.BeginAsync(login: login);
        }

        var transactions = browser.Cookies.Where(cookie => cookie.Host == "app.example.test").Select(cookie => cookie.Name.Split('.')[0]).Distinct();
        Assert.InRange(transactions.Count(), 1, 5);
    }

    [Fact]
    public async Task All_transactions_together_stay_below_eight_kilobytes()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();

        for (var i = 0; i < 5; i++)
        {
            await browser.BeginAsync(login: new { returnUrl = "/" + new string('a', 2000), loginHint = "alice" });
        }

        var size = browser.Cookies.Where(cookie => cookie.Host == "app.example.test").Sum(cookie => cookie.Name.Length + cookie.Value.Length + 3);
        Assert.InRange(size, 1, 8192);
    }

    [Fact]
    public async Task When_keys_cannot_be_had_after_the_code_is_spent_the_page_is_told_to_begin_anew()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        var callback = await browser.AuthorizeAsync();
        Provider.Keys.Rotate(new Rotation(WithdrawOld: true));
        Provider.Faults.Add(new Fault("jwks", 500, Count: 10));

        var answer = await this.PassAsync(browser.ExchangeAsync(callback), 1, 2, 4);

        await answer.RefusedAsync(503, "provider_unavailable", "login");
    }

    [Theory]
    [InlineData("HEAD", "/api/health/live")]
    [InlineData("POST", "/api/health/ready")]
    [InlineData("PUT", "/api/auth/callback")]
    public async Task An_exempt_address_says_405_to_another_method_without_the_header(string method, string path)
    {
        var answer = await NewBrowser().SendBareAsync(method, path);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
    }
}
