using System.Net;
using TokenExchange.Emulators.Wire;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http.Instances;

/// <summary>A refresh that the provider refuses again and again ends the session at the second refusal, whichever instances the requests reach.</summary>
public sealed class RepeatedRefusalTests : InstancesStand
{
    [Theory]
    [InlineData("invalid_scope")]
    [InlineData("access_denied")]
    [InlineData("unauthorized_client")]
    public async Task The_second_refusal_ends_the_session_on_another_instance_too(string error)
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        var thief = browser.Copy();
        Clock.Advance(TimeSpan.FromSeconds(300));
        Provider.Faults.Add(new Fault("token", 400, Body: $$"""{"error":"{{error}}"}""", Count: 10));
        Use(0);
        var first = await browser.FetchAsync("GET", Echo);
        Use(1);

        await (await browser.FetchAsync("GET", Echo)).RefusedAsync(401, "session_expired", "login");

        Assert.NotEqual(HttpStatusCode.Unauthorized, first.StatusCode);
        Assert.Equal(2, Refreshes);
        await RefusedByAllAsync(thief);
    }

    [Fact]
    public async Task A_refusal_of_one_session_is_none_of_another()
    {
        var (alice, bob) = (NewBrowser(), NewBrowser());
        await alice.SignInAsync();
        await bob.SignInAsync("bob");
        Clock.Advance(TimeSpan.FromSeconds(300));
        Provider.Faults.Add(new Fault("token", 400, Body: """{"error":"invalid_scope"}""", Count: 2));
        Use(0);
        await alice.FetchAsync("GET", Echo);
        Use(1);
        await bob.FetchAsync("GET", Echo);
        Use(2);

        await alice.ActsAsAsync("alice");
        await bob.ActsAsAsync("bob");
    }
}
