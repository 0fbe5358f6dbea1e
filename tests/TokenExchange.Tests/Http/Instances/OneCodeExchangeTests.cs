using System.Net;
using TokenExchange.Emulators.Wire;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http.Instances;

/// <summary>One code that is submitted twice makes one token call and signs both in, whichever instances it reaches.</summary>
public sealed class OneCodeExchangeTests : InstancesStand
{
    [Fact]
    public async Task A_double_submission_on_two_instances_is_given_one_session()
    {
        var browser = NewBrowser();
        var callback = await browser.AuthorizeAsync();
        var twin = browser.Copy();

        var answers = await WaitForEachOtherAsync(Task.WhenAll(browser.ExchangeAsync(callback), twin.ExchangeAsync(callback)));

        var bodies = await Task.WhenAll(answers.Select(answer => answer.JsonAsync()));
        Assert.All(bodies, body => Assert.True(body.GetProperty("isAuthenticated").GetBoolean(), body.ToString()));
        Assert.Single(bodies.Select(body => body.GetProperty("session").GetProperty("id").GetString()).Distinct());
        Assert.Equal(1, ProviderCalls("token"));
        UseAll();
        for (var i = 0; i < 3; i++)
        {
            await browser.ActsAsAsync("alice");
            await twin.ActsAsAsync("alice");
        }
    }

    [Fact]
    public async Task A_copy_of_the_transaction_that_comes_within_a_minute_gets_the_session_and_none_afterwards()
    {
        var browser = NewBrowser();
        var callback = await browser.AuthorizeAsync();
        var (soon, late) = (browser.Copy(), browser.Copy());
        Use(0);
        await browser.ExchangeAsync(callback);
        Use(1);
        Clock.Advance(TimeSpan.FromSeconds(59));
        var answer = await soon.ExchangeAsync(callback);
        Clock.Advance(TimeSpan.FromSeconds(1));

        await (await late.ExchangeAsync(callback)).RefusedAsync(400, "transaction_missing", "login");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(1, ProviderCalls("token"));
    }

    [Fact]
    public async Task A_request_that_its_page_gives_up_does_not_cost_the_login()
    {
        var browser = NewBrowser();
        var callback = await browser.AuthorizeAsync();
        Provider.Faults.Add(new Fault("token", DelayMs: 1_500)); // no attempt to reach the store has this limit
        Use(0);
        using var leaves = new CancellationTokenSource();
        var first = browser.Copy().FetchAsync("POST", "/api/auth/exchange", new { callbackUrl = callback }, leaves: leaves.Token);
        await Clock.WaitForTimerAsync(TimeSpan.FromSeconds(1.5));
        await leaves.CancelAsync();
        await Record.ExceptionAsync(() => first); // nobody reads its answer, if there is one

        var second = browser.ExchangeAsync(callback);
        Clock.Advance(TimeSpan.FromSeconds(1.5));
        var answer = await WaitForEachOtherAsync(second);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(1, ProviderCalls("token"));
    }

    [Fact]
    public async Task A_refused_code_is_refused_to_both()
    {
        var browser = NewBrowser();
        var callback = await browser.AuthorizeAsync();
        var twin = browser.Copy();
        Provider.Faults.Add(new Fault("token", 400, Body: """{"error":"invalid_grant"}"""));
        Use(0);
        await (await browser.ExchangeAsync(callback)).RefusedAsync(400, "code_rejected", "login");
        Use(1);

        await (await twin.ExchangeAsync(callback)).RefusedAsync(400, "code_rejected", "login");

        Assert.Equal(1, ProviderCalls("token"));
    }

    [Fact]
    public async Task A_provider_that_did_not_answer_is_asked_again_by_the_second_submission()
    {
        var browser = NewBrowser();
        var callback = await browser.AuthorizeAsync();
        Provider.Faults.Add(new Fault("token", 503));
        Use(0);
        await (await browser.ExchangeAsync(callback)).RefusedAsync(503, "provider_unavailable", "retry");
        Use(1);

        Assert.Equal(HttpStatusCode.OK, (await browser.ExchangeAsync(callback)).StatusCode);
    }

    [Fact]
    public async Task A_page_that_is_reloaded_goes_to_its_return_path_and_keeps_its_session()
    {
        var browser = NewBrowser();
        var callback = await browser.AuthorizeAsync();
        Use(0);
        var first = await (await browser.ExchangeAsync(callback)).JsonAsync();
        Use(2);
        Clock.Advance(TimeSpan.FromMinutes(3));

        var again = await (await browser.ExchangeAsync(callback)).JsonAsync();

        Assert.True(again.GetProperty("handled").GetBoolean());
        Assert.Equal("/home", again.GetProperty("returnUrl").GetString());
        Assert.Equal(first.GetProperty("session").GetProperty("id").GetString(), again.GetProperty("session").GetProperty("id").GetString());
        Assert.Equal(1, ProviderCalls("token"));
    }

    [Fact]
    public async Task Another_browser_gets_nothing_for_an_answer_that_was_completed()
    {
        var browser = NewBrowser();
        var callback = await browser.AuthorizeAsync();
        await browser.ExchangeAsync(callback);
        var other = NewBrowser();

        await (await other.ExchangeAsync(callback)).RefusedAsync(400, "transaction_missing", "login");
        await other.SignInAsync("bob");
        await other.ExchangeAsync(callback);

        await other.ActsAsAsync("bob");
    }

    [Fact]
    public async Task Another_code_with_the_same_transaction_gets_nothing()
    {
        var browser = NewBrowser();
        var callback = await browser.AuthorizeAsync();
        var twin = browser.Copy();
        await browser.ExchangeAsync(callback);

        await (await twin.ExchangeAsync(callback.Replace("code=", "code=x", StringComparison.Ordinal))).RefusedAsync(400, "transaction_missing", "login");
    }
}
