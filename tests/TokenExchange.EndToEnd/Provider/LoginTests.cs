using System.Net;
using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.Provider;

/// <summary>Discovery, code and PKCE, client authentication, algorithms: against a provider that somebody else wrote.</summary>
public sealed class LoginTests
{
    [ProviderFact]
    public async Task A_login_takes_discovery_code_pkce_and_basic_and_calls_an_API_with_the_token()
    {
        await using var stage = await Stage.SetAsync();

        await stage.User.SignInAsync(new { loginHint = "alice", returnUrl = "/orders?page=2" });

        var session = (await stage.User.SessionAsync()).Json;
        Assert.True(session.GetProperty("isAuthenticated").GetBoolean());
        Assert.Equal("alice", session.GetProperty("claims").GetProperty("sub").GetString());
        Assert.Equal("Alice", session.GetProperty("claims").GetProperty("name").GetString());
        var token = Assert.Single(await stage.Provider.CallsAsync("/token"));
        Assert.Equal("Basic", token.GetProperty("authentication").GetString());
        Assert.True(token.GetProperty("form").TryGetProperty("code_verifier", out _));
        Assert.False(token.GetProperty("form").TryGetProperty("client_secret", out _));
        var seen = await stage.User.CallAsync(HttpMethod.Get, "/api/proxy/echo/anything/x"); // the API asks oidc-provider whose token it is
        Assert.Equal("alice", seen.Json.GetProperty("user").GetString());
    }

    [ProviderFact]
    public async Task A_provider_without_basic_gets_the_secret_in_the_form()
    {
        await using var stage = await Stage.SetAsync(
            new { tokenAuthMethods = new[] { "client_secret_post" } }, client: new() { ["token_endpoint_auth_method"] = "client_secret_post" });

        await stage.User.SignInAsync();

        var token = Assert.Single(await stage.Provider.CallsAsync("/token"));
        Assert.Equal("", token.GetProperty("authentication").GetString());
        Assert.Equal("given", token.GetProperty("form").GetProperty("client_secret").GetString());
    }

    [ProviderTheory]
    [InlineData("RS256")]
    [InlineData("PS256")]
    [InlineData("ES256")]
    public async Task ID_tokens_are_verified_with_each_algorithm(string algorithm)
    {
        await using var stage = await Stage.SetAsync(new { idTokenAlg = algorithm });

        await stage.User.SignInAsync();

        Assert.True((await stage.User.SessionAsync()).Json.GetProperty("isAuthenticated").GetBoolean());
    }

    [ProviderFact]
    public async Task A_provider_without_pushed_requests_gets_the_parameters_in_the_address()
    {
        await using var stage = await Stage.SetAsync(new { pushedRequests = false });

        await stage.User.SignInAsync();

        var authorization = Assert.Single(await stage.Provider.CallsAsync("/auth")).GetProperty("query");
        Assert.Equal("S256", authorization.GetProperty("code_challenge_method").GetString());
        Assert.Equal("code", authorization.GetProperty("response_type").GetString());
        Assert.True(authorization.TryGetProperty("nonce", out _) && authorization.TryGetProperty("state", out _));
    }

    [ProviderFact]
    public async Task Where_pushed_requests_are_required_the_address_carries_a_reference_alone()
    {
        await using var stage = await Stage.SetAsync(new { requirePushedRequests = true });

        await stage.User.SignInAsync();

        var pushed = Assert.Single(await stage.Provider.CallsAsync("/request"));
        Assert.Equal("S256", pushed.GetProperty("form").GetProperty("code_challenge_method").GetString());
        var authorization = Assert.Single(await stage.Provider.CallsAsync("/auth")).GetProperty("query");
        Assert.Equal(["client_id", "request_uri"], authorization.EnumerateObject().Select(member => member.Name).Order());
    }

    [ProviderFact]
    public async Task A_signing_key_that_is_new_when_the_token_is_signed_costs_no_login()
    {
        await using var stage = await Stage.SetAsync();
        await stage.User.SignInAsync(); // the gateway has the old keys in memory
        var answer = await stage.User.AuthorizeAsync();
        await stage.Provider.RotateKeysAsync();

        var done = await stage.User.ExchangeAsync(answer);

        Assert.True(done.Status == HttpStatusCode.OK, done.Text);
        Assert.True(done.Json.GetProperty("handled").GetBoolean());
    }

    [ProviderTheory]
    [InlineData(null)]
    [InlineData("https://attacker.example")]
    public async Task An_answer_whose_iss_is_missing_or_another_one_is_refused_and_no_code_is_spent(string? issuer)
    {
        await using var stage = await Stage.SetAsync();
        var answer = await stage.User.AuthorizeAsync();
        Assert.Contains("iss=" + Uri.EscapeDataString(stage.Provider.Issuer), answer.Address, StringComparison.Ordinal);
        var parameters = System.Web.HttpUtility.ParseQueryString(new Uri(answer.Address).Query);
        parameters["iss"] = issuer;
        var twisted = answer with { Address = $"{stage.Gateway.Origin}/callback?{parameters}" };
        if (issuer is null)
        {
            parameters.Remove("iss");
            twisted = answer with { Address = $"{stage.Gateway.Origin}/callback?{parameters}" };
        }

        var done = await stage.User.ExchangeAsync(twisted);

        Assert.Equal((HttpStatusCode.BadRequest, "issuer_mismatch"), (done.Status, done.Code));
        Assert.Empty(await stage.Provider.CallsAsync("/token"));
    }

    [ProviderFact]
    public async Task A_code_is_spent_once()
    {
        await using var stage = await Stage.SetAsync();
        var answer = await stage.User.AuthorizeAsync();
        var first = await stage.User.ExchangeAsync(answer);
        Assert.Equal(HttpStatusCode.OK, first.Status);

        var second = await stage.User.ExchangeAsync(answer);

        Assert.True(second.Json.GetProperty("handled").GetBoolean(), second.Text); // the browser is signed in, and goes to its return path
        Assert.Single(await stage.Provider.CallsAsync("/token"));
        Assert.True((await stage.User.SessionAsync()).Json.GetProperty("isAuthenticated").GetBoolean());
    }

    [ProviderFact]
    public async Task Form_post_is_completed_by_the_service()
    {
        await using var stage = await Stage.SetAsync(gateway:
        [
            ("TokenExchange:Provider:ResponseMode", "form_post"), ("TokenExchange:Login:CallbackPath", "/api/auth/callback"),
        ]);
        var answer = await stage.User.AuthorizeAsync(new { loginHint = "bob", returnUrl = "/after" });
        Assert.True(answer.Form.ContainsKey("code"));

        var done = await stage.User.NavigateAsync(answer);

        Assert.Equal((HttpStatusCode.SeeOther, "/after"), (done.Status, done.Location?.OriginalString));
        Assert.Equal("bob", (await stage.User.SessionAsync()).Json.GetProperty("claims").GetProperty("sub").GetString());
    }
}
