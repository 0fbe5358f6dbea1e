using System.Net;
using TokenExchange.Emulators.Wire;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>The API key of a route changes.</summary>
[StateIndependent]
public sealed class ApiKeyRotationTests : TestStand
{
    private const string Address = "/api/proxy/partner/anything";

    [Fact]
    public async Task A_key_that_the_upstream_no_longer_takes_is_replaced_within_the_same_call()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        await browser.FetchAsync("GET", Address);
        var old = Log.Of("vault").Last(row => row.Path.Contains("partner-api-key/", StringComparison.Ordinal) && !row.Path.EndsWith("versions", StringComparison.Ordinal)).Path.Split('/').Last();
        var next = Canary("next-api-key");
        Vault.Put("partner-api-key", next);
        Vault.SetEnabled("partner-api-key", old, false);

        var call = await browser.FetchAsync("GET", Address);

        Assert.Equal(HttpStatusCode.OK, call.StatusCode);
        Assert.Equal(RequestLog.Hash(next), (await call.JsonAsync()).GetProperty("headers").GetProperty("X-Api-Key")[0].GetString());
    }

    [Fact]
    public async Task After_a_rotation_every_call_is_one_call()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        await browser.FetchAsync("GET", Address);
        Vault.Put("partner-api-key", Canary("next-api-key"));
        Clock.Advance(TimeSpan.FromMinutes(6));
        await browser.FetchAsync("GET", Address);
        var calls = ApiCalls;

        for (var i = 0; i < 5; i++)
        {
            await browser.FetchAsync("GET", Address);
        }

        Assert.Equal(calls + 5, ApiCalls);
    }

    [Fact]
    public async Task A_post_is_never_repeated_with_another_key()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        Api.Faults.Add(new Fault(Status: 401));
        var calls = ApiCalls;

        var answer = await browser.FetchAsync("POST", Address, new { a = 1 });

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.False(answer.Headers.Contains("TE-Error"));
        Assert.Equal(calls + 1, ApiCalls);
    }

    [Fact]
    public async Task Without_a_vault_and_without_a_known_key_nothing_is_sent()
    {
        Vault.Faults.Add(new Fault(Status: 500, Count: 1000, Path: "partner-api-key"));
        await AddGatewayAsync("app.example.test"); // one that has not read the secret yet
        var browser = NewBrowser();
        await browser.SignInAsync();

        var answer = await browser.FetchAsync("GET", Address);

        await answer.RefusedAsync(503, "vault_unavailable", "retry");
        Assert.Equal(0, ApiCalls);
        Assert.True(await browser.IsSignedInAsync());
    }
}
