using System.Text.RegularExpressions;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>Attacks with the provider's answer: doubled, foreign, mixed up, too late.</summary>
public sealed class AnswerAttackTests : TestStand
{
    [Theory]
    [InlineData("code")]
    [InlineData("state")]
    [InlineData("iss")]
    [InlineData("error")]
    public async Task A_parameter_that_comes_twice_is_refused_and_the_honest_answer_still_works(string name)
    {
        var browser = NewBrowser();
        var callback = await browser.AuthorizeAsync();

        var attacked = await browser.ExchangeAsync($"{callback}&{name}=a&{name}=b");
        var honest = await browser.ExchangeAsync(callback);

        await attacked.RefusedAsync(400, "request_invalid");
        Assert.Equal(200, (int)honest.StatusCode);
        Assert.Equal(1, ProviderCalls("token"));
    }

    [Theory]
    [InlineData("https://evil.test")]
    [InlineData("https://login.example.test/")]
    [InlineData("https://LOGIN.example.test")]
    [InlineData("https://login.example.test.evil.test")]
    [InlineData("")]
    [InlineData(null)]
    public async Task An_answer_with_another_issuer_or_none_is_refused_and_ends_the_transaction(string? issuer)
    {
        var browser = NewBrowser();
        var callback = await browser.AuthorizeAsync();
        var forged = Regex.Replace(callback, "[?&]iss=[^&]*", issuer is null ? "" : "&iss=" + Uri.EscapeDataString(issuer));

        var attacked = await browser.ExchangeAsync(forged);
        var honest = await browser.ExchangeAsync(callback);

        await attacked.RefusedAsync(400, "issuer_mismatch", "login");
        await honest.RefusedAsync(400, "transaction_missing");
        Assert.Equal(0, ProviderCalls("token"));
    }

    [Fact]
    public async Task An_error_with_a_foreign_issuer_is_not_trusted_either()
    {
        var browser = NewBrowser();
        var state = Part(await browser.AuthorizeAsync(), "state");

        var answer = await browser.ExchangeAsync($"{AppOrigin}/callback?error=access_denied&state={state}&iss=https://evil.test");

        await answer.RefusedAsync(400, "issuer_mismatch");
    }

    [Fact]
    public async Task An_error_of_the_provider_ends_the_transaction_without_a_word_of_its_text()
    {
        var browser = NewBrowser();
        var callback = await browser.AuthorizeAsync();
        var denied = $"{AppOrigin}/callback?error=access_denied&error_description=blurb-of-theirs&state={Part(callback, "state")}&iss={ProviderOrigin}";

        var answer = await browser.ExchangeAsync(denied);

        await answer.RefusedAsync(400, "login_cancelled", "none");
        Assert.DoesNotContain(browser.Seen, seen => seen.Contains("blurb", StringComparison.Ordinal));
        Assert.DoesNotContain(Logs.Lines, line => line.Category.StartsWith("TokenExchange", StringComparison.Ordinal) && line.Text.Contains("blurb", StringComparison.Ordinal));
        await (await browser.ExchangeAsync(callback)).RefusedAsync(400, "transaction_missing");
    }

    [Fact]
    public async Task A_code_of_somebody_else_is_stopped_by_pkce_and_nobody_is_signed_in()
    {
        var victim = NewBrowser();
        var attacker = NewBrowser();
        var stolen = Part(await victim.AuthorizeAsync("alice"), "code");
        var own = await attacker.AuthorizeAsync("bob");

        var answer = await attacker.ExchangeAsync(own.Replace(Part(own, "code"), stolen, StringComparison.Ordinal));

        await answer.RefusedAsync(400, "code_rejected", "login");
        Assert.False(await attacker.IsSignedInAsync());
    }

    [Fact]
    public async Task The_answer_of_one_tab_does_not_complete_the_login_of_another()
    {
        var browser = NewBrowser();
        var first = await browser.AuthorizeAsync("alice");
        var second = await browser.AuthorizeAsync("bob");

        var answer = await browser.ExchangeAsync(first.Replace(Part(first, "code"), Part(second, "code"), StringComparison.Ordinal));

        await answer.RefusedAsync(400, "code_rejected");
    }

    [Fact]
    public async Task A_state_that_is_changed_by_one_character_is_refused()
    {
        var browser = NewBrowser();
        var callback = await browser.AuthorizeAsync();
        var state = Part(callback, "state");

        var answer = await browser.ExchangeAsync(callback.Replace(state, (state[0] == 'A' ? 'B' : 'A') + state[1..], StringComparison.Ordinal));

        await answer.RefusedAsync(400, "transaction_missing");
    }

    [Fact]
    public async Task The_parts_of_the_answer_may_come_one_by_one_but_not_beside_the_address()
    {
        var browser = NewBrowser();
        var callback = await browser.AuthorizeAsync();
        var (code, state) = (Part(callback, "code"), Part(callback, "state"));

        var both = await browser.FetchAsync("POST", "/api/auth/exchange", new { callbackUrl = callback, code, state });
        var parts = await browser.FetchAsync("POST", "/api/auth/exchange", new { code, state, iss = ProviderOrigin });

        await both.RefusedAsync(400, "request_invalid");
        Assert.True((await parts.JsonAsync()).GetProperty("handled").GetBoolean());
    }

    [Theory]
    [InlineData("/callback?code=1&state=2")]
    [InlineData("javascript:alert(1)")]
    [InlineData("file:///etc/passwd?state=1")]
    [InlineData("not an address")]
    [InlineData("")]
    public async Task What_is_no_web_address_is_refused(string address)
    {
        await (await NewBrowser().ExchangeAsync(address)).RefusedAsync(400, "request_invalid");
    }

    private static string Part(string callback, string name) => Regex.Match(callback, $"[?&]{name}=([^&]+)").Groups[1].Value;
}
