using System.Net;
using System.Text.Json;
using TokenExchange.Emulators.Provider;
using TokenExchange.Emulators.Wire;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http.Bugs;

/// <summary>Logout tokens whose key is not known, while callers without any credential have caused the fetches that are allowed.</summary>
public sealed class LogoutKeyBugs : TestStand
{
    private const string Alice = "88421113";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_genuine_logout_under_a_new_key_is_to_be_repeated_when_the_budget_is_spent_and_then_ends_the_session(bool sameKid)
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        await (await this.LogOutAsync(this.Forged())).RefusedAsync(400, "request_invalid");
        Provider.Keys.Rotate(new Rotation(WithdrawOld: true, SameKid: sameKid));
        var token = Provider.LogoutToken(Alice, null);

        var early = await this.LogOutAsync(token);
        await early.RefusedAsync(503, "provider_unavailable", "retry");
        Clock.Advance(early.Headers.RetryAfter!.Delta!.Value);

        Assert.Equal(HttpStatusCode.OK, (await this.LogOutAsync(token)).StatusCode);
        Assert.False(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task A_genuine_logout_under_a_renamed_key_is_to_be_repeated_when_the_budget_is_spent()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        Provider.TwistNextToken(Twist.Header("kid", "never-published"));
        await (await this.LogOutAsync(Provider.LogoutToken(Alice, null))).RefusedAsync(400, "request_invalid");
        Publish(KeySet().Replace("dev-1", "dev-9", StringComparison.Ordinal), times: 1000);
        Provider.TwistNextToken(Twist.Header("kid", "dev-9"));
        var token = Provider.LogoutToken(Alice, null);

        var early = await this.LogOutAsync(token);
        await early.RefusedAsync(503, "provider_unavailable", "retry");
        Clock.Advance(early.Headers.RetryAfter!.Delta!.Value);

        Assert.Equal(HttpStatusCode.OK, (await this.LogOutAsync(token)).StatusCode);
        Assert.False(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task A_provider_that_alternates_between_key_sets_is_fetched_once_for_each_cool_down_and_not_for_each_token()
    {
        await NewBrowser().SignInAsync();
        using var other = new ProviderKeys();
        var sets = new[] { JsonSerializer.Serialize(other.KeySet()), KeySet() };
        for (var i = 0; i < 100; i++)
        {
            Publish(sets[i % 2], times: 1);
        }

        var before = ProviderCalls("jwks");
        for (var i = 0; i < 30; i++)
        {
            await this.LogOutAsync(this.Forged());
        }

        Assert.Equal(before + 1, ProviderCalls("jwks"));
        Clock.Advance(TimeSpan.FromSeconds(30));
        await this.LogOutAsync(this.Forged());
        Assert.Equal(before + 2, ProviderCalls("jwks"));
    }

    [Fact]
    public async Task Logouts_under_new_keys_may_follow_each_other_without_a_pause()
    {
        await NewBrowser().SignInAsync();

        for (var i = 0; i < 4; i++)
        {
            Provider.Keys.Rotate(new Rotation(WithdrawOld: true));
            Assert.Equal(HttpStatusCode.OK, (await this.LogOutAsync(Provider.LogoutToken(Alice, null))).StatusCode);
        }
    }

    private void Publish(string keySet, int times) => Provider.Faults.Add(new Fault("jwks", 200, Body: keySet, Count: times));

    private string KeySet() => JsonSerializer.Serialize(Provider.Keys.KeySet());
}
