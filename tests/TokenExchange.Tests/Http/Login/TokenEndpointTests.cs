using TokenExchange.Emulators.Wire;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>A login while the token endpoint is not what it should be.</summary>
[StateIndependent]
public sealed class TokenEndpointTests : TestStand
{
    public static TheoryData<string> Garbage => new(
        "", "null", "[]", "\"text\"", "{", "<html>", """{"token_type":"Bearer"}""", """{"access_token":"x","token_type":""}""", """{"access_token":"x","token_type":"mac"}""",
        """{"access_token":7,"token_type":"Bearer"}""", """{"access_token":"","token_type":"Bearer"}""", """{"access_token":"a b","token_type":"Bearer"}""",
        """{"access_token":"a\r\nX: 1","token_type":"Bearer"}""", """{"access_token":"é","token_type":"Bearer"}""",
        """{"access_token":"x","access_token":"y","token_type":"Bearer"}""", """{"access_token":"x","token_type":["Bearer"]}""",
        """{"access_token":"x","token_type":"Bearer","x":[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]}""");

    [Theory]
    [MemberData(nameof(Garbage))]
    public async Task Garbage_signs_nobody_in_and_says_502(string body)
    {
        var browser = NewBrowser();
        var callback = await browser.AuthorizeAsync();
        Provider.Faults.Add(new Fault("token", 200, Body: body));

        var answer = await browser.ExchangeAsync(callback);

        await answer.RefusedAsync(502, "provider_unavailable", "login");
        Assert.False(await browser.IsSignedInAsync());
        await (await browser.ExchangeAsync(callback)).RefusedAsync(400, "transaction_missing");
    }

    [Fact]
    public async Task An_answer_of_megabytes_is_not_read_to_its_end()
    {
        var browser = NewBrowser();
        var callback = await browser.AuthorizeAsync();
        Provider.Faults.Add(new Fault("token", 200, Body: "{\"access_token\":\"" + new string('a', 3_000_000) + "\"}"));

        var answer = await browser.ExchangeAsync(callback);

        await answer.RefusedAsync(502, "provider_unavailable");
    }

    [Fact]
    public async Task A_token_response_without_id_token_signs_nobody_in()
    {
        var browser = NewBrowser();
        var callback = await browser.AuthorizeAsync();
        Provider.Faults.Add(new Fault("token", 200, Body: """{"access_token":"x","token_type":"bEaReR","expires_in":60}"""));

        var answer = await browser.ExchangeAsync(callback);

        await answer.RefusedAsync(502, "id_token_invalid", "login");
        Assert.False(answer.Headers.TryGetValues("Set-Cookie", out var set) && set.Any(line => line.StartsWith("__Host-te-session", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("invalid_grant", 400, "code_rejected", "login")]
    [InlineData("invalid_request", 502, "provider_unavailable", "login")]
    [InlineData("unsupported_grant_type", 502, "provider_unavailable", "login")]
    [InlineData("interaction_required", 401, "stepup_required", "login")]
    [InlineData("something_new", 502, "provider_unavailable", "login")]
    public async Task Errors_that_repeating_does_not_cure_end_the_transaction(string error, int status, string code, string action)
    {
        var browser = NewBrowser();
        var callback = await browser.AuthorizeAsync();
        Provider.Faults.Add(new Fault("token", 400, Body: $$"""{"error":"{{error}}","error_description":"text of theirs"}"""));

        var answer = await browser.ExchangeAsync(callback);

        await answer.RefusedAsync(status, code, action);
        await (await browser.ExchangeAsync(callback)).RefusedAsync(400, "transaction_missing");
        Assert.DoesNotContain(browser.Seen, seen => seen.Contains("text of theirs", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(500, "{}", null)]
    [InlineData(503, "<html>", 7)]
    [InlineData(429, "{}", 42)]
    [InlineData(400, """{"error":"temporarily_unavailable"}""", 9)]
    [InlineData(400, """{"error":"unauthorized_client"}""", null)]
    public async Task An_outage_keeps_the_transaction_and_the_retry_succeeds(int status, string body, int? retryAfter)
    {
        var browser = NewBrowser();
        var callback = await browser.AuthorizeAsync();
        Provider.Faults.Add(new Fault("token", status, Body: body, RetryAfter: retryAfter));

        var answer = await browser.ExchangeAsync(callback);
        var retried = await browser.ExchangeAsync(callback);

        Assert.Equal(503, (int)answer.StatusCode);
        Assert.Equal("retry", (await answer.JsonAsync()).GetProperty("action").GetString());
        Assert.Equal(retryAfter ?? 5, answer.Headers.RetryAfter!.Delta!.Value.TotalSeconds);
        Assert.True((await retried.JsonAsync()).GetProperty("handled").GetBoolean());
    }

    [Fact]
    public async Task A_provider_that_hangs_is_given_up_after_nine_seconds_and_the_retry_succeeds()
    {
        var browser = NewBrowser();
        var callback = await browser.AuthorizeAsync();
        Provider.Faults.Add(new Fault("token", 500, DelayMs: 60_000));
        var answer = browser.ExchangeAsync(callback);
        await Clock.WaitForTimerAsync(TimeSpan.FromSeconds(60));

        Clock.Advance(TimeSpan.FromSeconds(9));

        await (await answer).RefusedAsync(503, "provider_unavailable", "retry");
        Assert.True((await (await browser.ExchangeAsync(callback)).JsonAsync()).GetProperty("handled").GetBoolean());
    }

    [Fact]
    public async Task A_provider_that_refuses_the_client_twice_says_so_and_keeps_the_transaction()
    {
        var browser = NewBrowser();
        var callback = await browser.AuthorizeAsync();
        Provider.Faults.Add(new Fault("token", 401, Body: """{"error":"invalid_client"}""", Count: 1));

        var answer = await browser.ExchangeAsync(callback);

        await answer.RefusedAsync(503, "credential_rejected", "retry");
        Assert.Equal(1, ProviderCalls("token"));
        Assert.True((await (await browser.ExchangeAsync(callback)).JsonAsync()).GetProperty("handled").GetBoolean());
    }
}
