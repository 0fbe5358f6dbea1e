using System.Net;
using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.Provider;

/// <summary>Renewal, revocation, the three kinds of logout, step-up, token exchange.</summary>
public sealed class SessionTests
{
    [ProviderFact]
    public async Task Refresh_tokens_that_are_used_once_are_passed_on_from_renewal_to_renewal()
    {
        await using var stage = await Stage.SetAsync();
        await stage.User.SignInAsync();

        for (var i = 1; i <= 3; i++)
        {
            var renewed = await stage.User.CallAsync(HttpMethod.Post, "/api/auth/refresh");
            Assert.True(renewed.Status == HttpStatusCode.OK, renewed.Text);
            Assert.Equal(i, await stage.Provider.TokenCallsAsync("refresh_token"));
        }

        var seen = await stage.User.CallAsync(HttpMethod.Get, "/api/proxy/echo/anything/x");
        Assert.Equal("alice", seen.Json.GetProperty("user").GetString());
    }

    [ProviderFact]
    public async Task Calls_at_the_same_moment_use_one_refresh_token_once()
    {
        await using var stage = await Stage.SetAsync(new { accessTokenSeconds = 120 });
        await stage.User.SignInAsync();
        await stage.Gateway.AdvanceAsync(TimeSpan.FromSeconds(150)); // the provider's own clock stays: by the gateway's, the token has ended

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => stage.User.CallAsync(HttpMethod.Get, $"/api/proxy/echo/anything/{i}")));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
        Assert.Equal(1, await stage.Provider.TokenCallsAsync("refresh_token"));
        Assert.Equal(HttpStatusCode.OK, (await stage.User.CallAsync(HttpMethod.Post, "/api/auth/refresh")).Status); // the family still lives
    }

    [ProviderFact]
    public async Task A_logout_revokes_at_the_provider_and_says_where_its_session_ends()
    {
        await using var stage = await Stage.SetAsync();
        await stage.User.SignInAsync();

        var logout = await stage.User.CallAsync(HttpMethod.Post, "/api/auth/logout");

        Assert.Equal(HttpStatusCode.OK, logout.Status);
        var revocation = Assert.Single(await stage.Provider.CallsAsync("/token/revocation"));
        Assert.Equal("refresh_token", revocation.GetProperty("form").GetProperty("token_type_hint").GetString());
        Assert.Empty(stage.User.GatewayCookies);
        var back = await stage.User.EndSessionAsync(logout.Json.GetProperty("logoutUrl").GetString()!);
        Assert.Equal(stage.Gateway.Origin + "/", back.Location?.OriginalString);

        var again = await stage.User.AuthorizeAsync(new { loginHint = "bob" }); // the provider remembers nobody
        await stage.User.ExchangeAsync(again);
        Assert.Equal("bob", (await stage.User.SessionAsync()).Json.GetProperty("claims").GetProperty("sub").GetString());
    }

    [ProviderFact]
    public async Task A_session_that_ends_at_the_provider_ends_here()
    {
        await using var stage = await Stage.SetAsync();
        await stage.User.SignInAsync();
        using var elsewhere = new WebUser(stage.Gateway);
        await elsewhere.SignInAsync(new { loginHint = "alice" }); // the same user, in another browser

        await stage.User.EndSessionAsync($"{stage.Provider.Issuer}/session/end?client_id=token-exchange"); // there, and not through the gateway

        var call = await stage.User.CallAsync(HttpMethod.Get, "/api/proxy/echo/anything/x");
        Assert.Equal((HttpStatusCode.Unauthorized, "session_revoked"), (call.Status, call.Code));
        Assert.False((await stage.User.SessionAsync()).Json.GetProperty("isAuthenticated").GetBoolean());
        Assert.True((await elsewhere.SessionAsync()).Json.GetProperty("isAuthenticated").GetBoolean()); // sid names one session
        Assert.DoesNotContain("backchannel.error", stage.Provider.Errors, StringComparison.Ordinal);
    }

    [ProviderFact]
    public async Task A_refresh_token_that_the_provider_no_longer_takes_ends_the_session()
    {
        await using var stage = await Stage.SetAsync();
        await stage.User.SignInAsync();
        await stage.User.EndSessionAsync($"{stage.Provider.Issuer}/session/end?client_id=token-exchange");

        var renewed = await stage.User.CallAsync(HttpMethod.Post, "/api/auth/refresh");

        Assert.Equal(HttpStatusCode.Unauthorized, renewed.Status);
    }

    [ProviderFact]
    public async Task An_API_gets_a_token_of_its_own_that_is_exchanged_once_for_each_access_token()
    {
        const string Grant = "urn:ietf:params:oauth:grant-type:token-exchange";
        await using var stage = await Stage.SetAsync(
            gateway: [("TokenExchange:Proxy:Routes:echo:Credential", "token-exchange"), ("TokenExchange:Proxy:Routes:echo:TokenExchange:Audience", "orders-api")],
            client: new() { ["grant_types"] = new[] { "authorization_code", "refresh_token", Grant } });
        await stage.User.SignInAsync();

        var first = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => stage.User.CallAsync(HttpMethod.Get, $"/api/proxy/echo/anything/{i}")));

        Assert.All(first, seen => Assert.True(seen.Status == HttpStatusCode.OK && seen.Json.GetProperty("user").GetString() == "alice", seen.Text));
        Assert.Equal(1, await stage.Provider.TokenCallsAsync(Grant));
        var bearer = Assert.Single(first.Select(Bearer).Distinct());

        await stage.User.CallAsync(HttpMethod.Post, "/api/auth/refresh");
        Assert.NotEqual(bearer, Bearer(await stage.User.CallAsync(HttpMethod.Get, "/api/proxy/echo/anything/x")));
        Assert.Equal(2, await stage.Provider.TokenCallsAsync(Grant));

        static string Bearer(Answer seen) => seen.Json.GetProperty("headers").GetProperty("Authorization")[0].GetString()!;
    }

    [ProviderFact]
    public async Task A_step_up_reaches_the_class_that_was_asked_for()
    {
        await using var stage = await Stage.SetAsync();
        await stage.User.SignInAsync();

        await stage.User.SignInAsync(new { loginHint = "alice", acrValues = "2" });
        await stage.User.SignInAsync(new { loginHint = "alice", maxAge = 0 });

        Assert.True((await stage.User.SessionAsync()).Json.GetProperty("isAuthenticated").GetBoolean());
    }

    [ProviderFact]
    public async Task A_step_up_that_the_provider_does_not_reach_is_refused_and_the_session_goes_on()
    {
        await using var stage = await Stage.SetAsync();
        await stage.User.SignInAsync();

        var done = await stage.User.ExchangeAsync(await stage.User.AuthorizeAsync(new { loginHint = "alice", acrValues = "9" }));

        Assert.Equal((HttpStatusCode.Unauthorized, "stepup_required"), (done.Status, done.Code));
        Assert.True((await stage.User.SessionAsync()).Json.GetProperty("isAuthenticated").GetBoolean());
    }
}
