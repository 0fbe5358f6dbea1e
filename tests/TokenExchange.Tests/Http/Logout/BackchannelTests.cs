using System.Net;
using System.Text.Json;
using TokenExchange.Emulators.Provider;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>The provider ends sessions (OpenID Connect Back-Channel Logout 1.0).</summary>
public sealed class BackchannelTests : TestStand
{
    private const string Alice = "88421113";

    [Fact]
    public async Task A_logout_by_subject_ends_all_sessions_of_the_user_and_no_other()
    {
        var (first, second, bob) = (NewBrowser(), NewBrowser(), NewBrowser());
        await first.SignInAsync();
        await second.SignInAsync();
        await bob.SignInAsync("bob");

        var answer = await SendAsync(Provider.LogoutToken(Alice, null));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.True(answer.Headers.CacheControl?.NoStore);
        Assert.False(await first.IsSignedInAsync());
        Assert.False(await second.IsSignedInAsync());
        Assert.True(await bob.IsSignedInAsync());
    }

    [Fact]
    public async Task The_user_may_come_back_after_it()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        await SendAsync(Provider.LogoutToken(Alice, null));
        Clock.Advance(TimeSpan.FromMilliseconds(1));

        await browser.SignInAsync();

        Assert.True(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task A_logout_token_is_taken_once()
    {
        var token = Provider.LogoutToken(Alice, null);
        await SendAsync(token);

        await (await SendAsync(token)).RefusedAsync(400, "request_invalid");
    }

    [Fact]
    public async Task A_logout_token_is_refused_a_second_time_until_its_expiry_refuses_it()
    {
        var claims = Claims();
        claims["exp"] = Clock.GetUtcNow().ToUnixTimeSeconds() + 600;
        var token = Provider.Keys.Sign(claims, new TokenTwist(), "", "logout+jwt");
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(token)).StatusCode);
        Clock.Advance(TimeSpan.FromSeconds(658)); // it expired 58 seconds ago, and a clock may be a minute off
        await RemoveExpiredEntriesAsync();
        var browser = NewBrowser();
        await browser.SignInAsync();
        Clock.Advance(TimeSpan.FromSeconds(1));

        await (await SendAsync(token)).RefusedAsync(400, "request_invalid");

        Assert.True(await browser.IsSignedInAsync());
    }

    [Theory]
    [InlineData("""{"nonce":"n"}""")]
    [InlineData("""{"iss":"https://evil.example"}""")]
    [InlineData("""{"aud":"another-client"}""")]
    [InlineData("""{"aud":["token-exchange-demo","another-client"]}""")]
    [InlineData("""{"events":{}}""")]
    [InlineData("""{"events":{"http://schemas.openid.net/event/backchannel-logout":true}}""")]
    [InlineData("""{"exp":1}""")]
    [InlineData("""{"exp":99999999999}""")]
    [InlineData("""{"iat":99999999999}""")]
    public async Task A_token_that_says_something_wrong_ends_nothing(string claims) =>
        await RefusedAsync(new TokenTwist(Claims: JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(claims)));

    [Theory]
    [InlineData("jti")]
    [InlineData("iat")]
    [InlineData("exp")]
    [InlineData("iss")]
    [InlineData("aud")]
    [InlineData("events")]
    [InlineData("sub")]
    public async Task A_token_that_lacks_something_ends_nothing(string claim) => await RefusedAsync(new TokenTwist(Omit: [claim]));

    [Theory]
    [InlineData("none")]
    [InlineData("HS256")]
    public async Task A_token_that_nobody_signed_ends_nothing(string algorithm) => await RefusedAsync(new TokenTwist(Alg: algorithm));

    [Theory]
    [InlineData(900, HttpStatusCode.OK)]
    [InlineData(901, HttpStatusCode.BadRequest)]
    public async Task A_logout_token_may_be_valid_for_fifteen_minutes(int seconds, HttpStatusCode status)
    {
        var claims = Claims();
        claims["exp"] = Clock.GetUtcNow().ToUnixTimeSeconds() + seconds;

        var answer = await SendAsync(Provider.Keys.Sign(claims, new TokenTwist(), "", "logout+jwt"));

        Assert.Equal(status, answer.StatusCode);
    }

    [Fact]
    public async Task An_id_token_is_no_logout_token() => await RefusedAsync(new TokenTwist(
        Claims: new() { ["nonce"] = JsonSerializer.SerializeToElement("n") }, Header: new() { ["typ"] = JsonSerializer.SerializeToElement("JWT") }, Omit: ["events"]));

    [Fact]
    public async Task Keys_of_strangers_are_fetched_once_and_cost_a_rollover_nothing()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        var before = ProviderCalls("jwks");
        for (var i = 0; i < 50; i++)
        {
            using var stranger = new ProviderKeys();
            stranger.Rotate(new Rotation());
            await SendAsync(stranger.Sign(Claims(), new TokenTwist(), "", "logout+jwt"));
        }

        Provider.Keys.Rotate(new Rotation(WithdrawOld: true));
        await browser.SignInAsync();

        Assert.Equal(before + 2, ProviderCalls("jwks"));
    }

    [Fact]
    public async Task Only_one_form_field_of_a_sane_size_is_read()
    {
        var token = Provider.LogoutToken(Alice, null);

        await (await PostAsync(new StringContent("{}", null, "application/json"))).RefusedAsync(415, "unsupported_media_type");
        await (await PostAsync(new FormUrlEncodedContent([new("logout_token", token), new("logout_token", token)]))).RefusedAsync(400, "request_invalid");
        await (await PostAsync(new FormUrlEncodedContent([new("logout_token", new string('a', 100_000))]))).RefusedAsync(413, "payload_too_large");
        await (await NewBrowser().FetchAsync("GET", "/api/auth/backchannel-logout")).RefusedAsync(405, "method_denied");
    }

    /// <summary>Entries of ended sessions that have expired are removed after 1,024 new ones: two for each logout token.</summary>
    private async Task RemoveExpiredEntriesAsync()
    {
        for (var i = 0; i < 520; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await SendAsync(Provider.LogoutToken("somebody", null))).StatusCode);
        }
    }

    private async Task RefusedAsync(TokenTwist twist)
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        Provider.TwistNextToken(twist);

        var answer = await SendAsync(Provider.LogoutToken(Alice, null));

        await answer.RefusedAsync(400, "request_invalid");
        Assert.True(await browser.IsSignedInAsync());
    }

    private System.Text.Json.Nodes.JsonObject Claims()
    {
        var now = Clock.GetUtcNow().ToUnixTimeSeconds();
        return new()
        {
            ["iss"] = ProviderOrigin,
            ["aud"] = "token-exchange-demo",
            ["iat"] = now,
            ["exp"] = now + 60,
            ["jti"] = Guid.NewGuid().ToString(),
            ["sub"] = Alice,
            ["events"] = new System.Text.Json.Nodes.JsonObject { ["http://schemas.openid.net/event/backchannel-logout"] = new System.Text.Json.Nodes.JsonObject() },
        };
    }

    private Task<HttpResponseMessage> SendAsync(string token) => PostAsync(new FormUrlEncodedContent([new("logout_token", token)]));

    private async Task<HttpResponseMessage> PostAsync(HttpContent content)
    {
        using var invoker = new HttpMessageInvoker(Network.Way());
        return await invoker.SendAsync(new HttpRequestMessage(HttpMethod.Post, AppOrigin + "/api/auth/backchannel-logout") { Content = content }, CancellationToken.None);
    }
}
