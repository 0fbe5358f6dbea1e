using System.Net;
using Microsoft.IdentityModel.JsonWebTokens;
using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.Provider;

/// <summary>OpenIddict with the settings of its page in <c>docs/providers</c>: pushed requests, private_key_jwt, used-once refresh tokens, token exchange, logout.</summary>
public sealed class OpenIddictTests
{
    private const string Echo = "/api/proxy/echo/anything/x";

    [Fact(Timeout = Requirements.LongestTest)]
    public async Task A_login_is_pushed_with_PKCE_and_an_assertion_and_calls_an_API_with_the_token()
    {
        await using var stage = await OpenIddictStage.SetAsync();

        await stage.User.SignInAsync(new { loginHint = "alice", returnUrl = "/orders?page=2" });

        var session = (await stage.User.SessionAsync()).Json;
        Assert.Equal("alice", session.GetProperty("claims").GetProperty("sub").GetString());
        Assert.Equal("Alice", session.GetProperty("claims").GetProperty("name").GetString());
        var pushed = Assert.Single(stage.Provider.Calls("/connect/par"));
        Assert.Equal("S256", pushed.Form["code_challenge_method"]);
        Assert.Equal(["client_id", "request_uri"], Assert.Single(stage.Provider.Calls("/connect/authorize")).Query.Keys.Order());
        var token = Assert.Single(stage.Provider.Calls("/connect/token"));
        Assert.All([pushed, token], call => Assert.Equal("urn:ietf:params:oauth:client-assertion-type:jwt-bearer", call.Form["client_assertion_type"]));
        Assert.True(token.Form.ContainsKey("code_verifier") && !token.Form.ContainsKey("client_secret"));
        var seen = await stage.User.CallAsync(HttpMethod.Get, Echo); // the API asks OpenIddict whose token it is
        Assert.Equal("alice", seen.Json.GetProperty("user").GetString());
    }

    [Fact(Timeout = Requirements.LongestTest)]
    public async Task Calls_after_the_access_token_has_expired_use_one_refresh_token_once()
    {
        await using var stage = await OpenIddictStage.SetAsync();
        await stage.User.SignInAsync();
        stage.Provider.Clock.Advance(TimeSpan.FromSeconds(150));
        await stage.Gateway.AdvanceAsync(TimeSpan.FromSeconds(150));

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => stage.User.CallAsync(HttpMethod.Get, Echo)));

        Assert.All(answers, answer => Assert.Equal((HttpStatusCode.OK, "alice"), (answer.Status, answer.Json.GetProperty("user").GetString())));
        Assert.Equal(1, Refreshes(stage));
        Assert.Equal(HttpStatusCode.OK, (await stage.User.CallAsync(HttpMethod.Post, "/api/auth/refresh")).Status); // with the next refresh token
    }

    [Fact(Timeout = Requirements.LongestTest)]
    public async Task Two_gateways_that_use_one_refresh_token_within_the_reuse_leeway_both_get_tokens()
    {
        await using var stage = await OpenIddictStage.SetAsync();
        await stage.User.SignInAsync();
        var other = await stage.AtAnotherGatewayAsync();

        var answers = await Task.WhenAll(new[] { stage.User, other }.Select(user => user.CallAsync(HttpMethod.Post, "/api/auth/refresh")));

        Assert.All(answers, answer => Assert.True(answer.Status == HttpStatusCode.OK, answer.Text));
        Assert.Equal(2, Refreshes(stage));
        Assert.All(await Task.WhenAll(stage.User.CallAsync(HttpMethod.Get, Echo), other.CallAsync(HttpMethod.Get, Echo)), answer =>
            Assert.Equal("alice", answer.Json.GetProperty("user").GetString()));
    }

    [Fact(Timeout = Requirements.LongestTest)]
    public async Task A_refresh_token_that_is_used_again_after_the_reuse_leeway_ends_both_sessions()
    {
        await using var stage = await OpenIddictStage.SetAsync();
        await stage.User.SignInAsync();
        var other = await stage.AtAnotherGatewayAsync();
        Assert.Equal(HttpStatusCode.OK, (await stage.User.CallAsync(HttpMethod.Post, "/api/auth/refresh")).Status);
        stage.Provider.Clock.Advance(OpenIddictSetup.ReuseLeeway + TimeSpan.FromSeconds(1));

        var late = await other.CallAsync(HttpMethod.Post, "/api/auth/refresh");

        Assert.Equal((HttpStatusCode.Unauthorized, "session_expired"), (late.Status, late.Code));
        var first = await stage.User.CallAsync(HttpMethod.Post, "/api/auth/refresh"); // OpenIddict has revoked all tokens of the login
        Assert.Equal((HttpStatusCode.Unauthorized, "session_expired"), (first.Status, first.Code));
    }

    [Fact(Timeout = Requirements.LongestTest)]
    public async Task A_user_whose_tokens_are_revoked_is_signed_out_by_the_next_refresh()
    {
        await using var stage = await OpenIddictStage.SetAsync();
        await stage.User.SignInAsync();
        await stage.Provider.RevokeAsync("alice");

        var refused = await stage.User.CallAsync(HttpMethod.Post, "/api/auth/refresh");

        Assert.Equal((HttpStatusCode.Unauthorized, "session_expired"), (refused.Status, refused.Code));
        Assert.False((await stage.User.SessionAsync()).Json.GetProperty("isAuthenticated").GetBoolean());
    }

    [Fact(Timeout = Requirements.LongestTest)]
    public async Task A_signing_key_that_OpenIddict_replaces_ends_sessions_at_their_refresh_and_costs_no_login()
    {
        await using var stage = await OpenIddictStage.SetAsync();
        await stage.User.SignInAsync(); // the gateway has the old keys in memory
        stage.Provider.RotateKeys();

        var refused = await stage.User.CallAsync(HttpMethod.Post, "/api/auth/refresh"); // the old key signed the refresh token
        await stage.User.SignInAsync();

        Assert.Equal((HttpStatusCode.Unauthorized, "session_expired"), (refused.Status, refused.Code));

        Assert.True((await stage.User.SessionAsync()).Json.GetProperty("isAuthenticated").GetBoolean());
    }

    [Fact(Timeout = Requirements.LongestTest)]
    public async Task Each_API_gets_a_token_with_its_own_audience_that_is_exchanged_once_for_each_access_token()
    {
        const string Routes = "TokenExchange:Proxy:Routes:";
        await using var stage = await OpenIddictStage.SetAsync(
            (Routes + "echo:Credential", "token-exchange"), (Routes + "echo:TokenExchange:Audience", "orders-api"),
            (Routes + "partner:Credential", "token-exchange"), (Routes + "partner:TokenExchange:Audience", "stock-api"));
        await stage.User.SignInAsync();

        var calls = await Task.WhenAll(new[] { "echo", "partner", "echo", "partner" }.Select(route =>
            stage.User.CallAsync(HttpMethod.Get, $"/api/proxy/{route}/anything/x")));

        Assert.All(calls, seen => Assert.True(seen.Status == HttpStatusCode.OK && seen.Json.GetProperty("user").GetString() == "alice", seen.Text));
        var bearers = calls.Select(seen => seen.Json.GetProperty("headers").GetProperty("Authorization")[0].GetString()).ToArray();
        Assert.Equal((bearers[0], bearers[1]), (bearers[2], bearers[3]));
        Assert.NotEqual(bearers[0], bearers[1]);
        var exchanges = stage.Provider.Calls("/connect/token").Where(call => call.Form["grant_type"] == "urn:ietf:params:oauth:grant-type:token-exchange").ToList();
        Assert.Equal(["orders-api", "stock-api"], exchanges.Select(call => call.Form["audience"]).Order());
        var received = stage.Provider.Calls("/connect/userinfo").Select(call => call.Bearer).Distinct().ToList(); // the API asks with what it received
        Assert.Equal(["orders-api", "stock-api"], received.Select(token => Assert.Single(new JsonWebToken(token).Audiences)).Order());
        Assert.DoesNotContain(Assert.Single(exchanges.Select(call => call.Form["subject_token"]).Distinct()), received);
    }

    [Fact(Timeout = Requirements.LongestTest)]
    public async Task A_logout_revokes_the_refresh_token_and_ends_the_session_at_OpenIddict_without_a_question()
    {
        await using var stage = await OpenIddictStage.SetAsync();
        await stage.User.SignInAsync();

        var logout = await stage.User.CallAsync(HttpMethod.Post, "/api/auth/logout");

        Assert.Equal(HttpStatusCode.OK, logout.Status);
        Assert.Equal("refresh_token", Assert.Single(stage.Provider.Calls("/connect/revoke")).Form["token_type_hint"]);
        Assert.Empty(stage.User.GatewayCookies);
        var back = await stage.User.SendAsync(HttpMethod.Get, logout.Json.GetProperty("logoutUrl").GetString()!);
        Assert.Equal(stage.Gateway.Origin + "/", back.Location?.OriginalString);
        Assert.True(Assert.Single(stage.Provider.Calls("/connect/endsession")).Query.ContainsKey("id_token_hint"));
        await stage.User.SignInAsync(new { loginHint = "bob" }); // OpenIddict's cookie is gone too: another user can sign in
        Assert.Equal("bob", (await stage.User.SessionAsync()).Json.GetProperty("claims").GetProperty("sub").GetString());
    }

    private static int Refreshes(OpenIddictStage stage) =>
        stage.Provider.Calls("/connect/token").Count(call => call.Form["grant_type"] == "refresh_token");
}
