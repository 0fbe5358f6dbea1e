using System.Collections.Concurrent;
using System.Net;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>What a 401 of an API says about the key that was sent, and which key is sent after it (the table of ADR 0031).</summary>
[StateIndependent]
public sealed class ApiKeyRefusalTests : TestStand
{
    private const string Address = "/api/proxy/partner/orders";

    private readonly ConcurrentQueue<string> _sent = new();
    private readonly string _older;
    private HttpStatusCode? _next;
    private string[] _accepted;

    public ApiKeyRefusalTests()
    {
        _older = Vault.Values("partner-api-key").Single();
        _accepted = [_older];
        Network.Add("api.example.test", new ScriptedServer(Answer));
    }

    [Fact]
    public async Task After_the_newest_key_has_worked_a_401_does_not_send_an_older_one()
    {
        var newest = Put("newest");
        _accepted = [_older, newest];
        await AddGatewayAsync("app.example.test"); // one that has not read the secret yet
        var browser = await SignedInAsync();
        await browser.FetchAsync("GET", Address);
        _next = HttpStatusCode.Unauthorized;

        var answer = await browser.FetchAsync("GET", Address);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.False(answer.Headers.Contains("TE-Error"));
        Assert.Equal([newest, newest], _sent);
    }

    [Fact]
    public async Task A_newer_version_in_the_vault_is_sent_in_the_same_call()
    {
        var browser = await SignedInAsync();
        await browser.FetchAsync("GET", Address);
        var newest = Put("newest");
        _accepted = [newest];

        var answer = await browser.FetchAsync("GET", Address);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal([_older, _older, newest], _sent);
    }

    [Fact]
    public async Task The_vault_switches_first_and_no_call_fails()
    {
        var browser = await SignedInAsync();
        await browser.FetchAsync("GET", Address);
        var newest = Put("newest");
        Clock.Advance(TimeSpan.FromMinutes(6));

        await AssertTakenAsync(browser, 3);
        _accepted = [newest];
        await AssertTakenAsync(browser, 3);
        _next = HttpStatusCode.Unauthorized;
        await browser.FetchAsync("GET", Address);

        Assert.Equal([_older, newest, _older, _older, _older, _older, newest, newest, newest, newest], _sent);
    }

    [Fact]
    public async Task The_api_switches_first_with_an_overlap_and_no_call_fails()
    {
        var browser = await SignedInAsync();
        var newest = Canary("newest");
        _accepted = [_older, newest];
        await AssertTakenAsync(browser, 2);
        Vault.Put("partner-api-key", newest);
        await AssertTakenAsync(browser, 2);
        Clock.Advance(TimeSpan.FromMinutes(6));
        await AssertTakenAsync(browser, 2);
        _accepted = [newest];
        await AssertTakenAsync(browser, 2);

        Assert.Equal([_older, _older, _older, _older, newest, newest, newest, newest], _sent);
    }

    [Theory]
    [InlineData(HttpStatusCode.ServiceUnavailable)]
    [InlineData(HttpStatusCode.TooManyRequests)]
    [InlineData(HttpStatusCode.NotFound)]
    [InlineData(HttpStatusCode.Forbidden)]
    [InlineData(HttpStatusCode.Found)]
    public async Task An_answer_that_may_have_come_before_the_key_was_checked_does_not_prove_the_key(HttpStatusCode status)
    {
        Put("newest");
        var browser = await SignedInAsync();
        _next = status;
        await browser.FetchAsync("GET", Address);

        await AssertTakenAsync(browser, 1);
    }

    [Fact]
    public async Task When_the_proven_version_is_disabled_the_version_before_serves_in_the_same_call()
    {
        var newest = Vault.Put("partner-api-key", Canary("newest"));
        _accepted = [.. Vault.Values("partner-api-key")];
        var browser = await SignedInAsync();
        await browser.FetchAsync("GET", Address);
        Vault.SetEnabled("partner-api-key", newest, false);
        _accepted = [_older];

        await AssertTakenAsync(browser, 1);
    }

    private async Task AssertTakenAsync(Browser browser, int calls)
    {
        for (var i = 0; i < calls; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await browser.FetchAsync("GET", Address)).StatusCode);
        }
    }

    private string Put(string name)
    {
        var key = Canary(name);
        Vault.Put("partner-api-key", key);
        return key;
    }

    private HttpResponseMessage Answer(HttpRequestMessage request)
    {
        var key = request.Headers.GetValues("X-Api-Key").Single();
        _sent.Enqueue(key);
        var status = _next ?? (_accepted.Contains(key, StringComparer.Ordinal) ? HttpStatusCode.OK : HttpStatusCode.Unauthorized);
        _next = null;
        return ScriptedServer.Answer(status);
    }

    private async Task<Browser> SignedInAsync()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        return browser;
    }
}
