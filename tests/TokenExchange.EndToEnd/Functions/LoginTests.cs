using System.Net;
using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.Functions;

/// <summary>Sessions of the published functions, from the first call to the last.</summary>
[Collection(Published.Functions)]
public sealed class LoginTests(Published published)
{
    private const string Alice = "88421113";
    private const string Bob = "88421114";

    private readonly Deployment _deployment = published.Deployment;

    [FunctionsFact]
    public async Task A_user_signs_in_by_the_page_calls_apis_renews_and_signs_out()
    {
        using var user = _deployment.NewUser();

        await user.SignInAsync();
        Assert.Equal(["__Host-te-refresh", "__Host-te-session"], user.GatewayCookies.Order(StringComparer.Ordinal)); // and the third line took the transaction's away
        Assert.Equal(Alice, (await user.SessionAsync()).Json.GetProperty("claims").GetProperty("sub").GetString());

        var echo = await user.CallAsync(HttpMethod.Get, "/api/proxy/echo/anything/x");
        Assert.Equal((HttpStatusCode.OK, Alice), (echo.Status, echo.Json.GetProperty("user").GetString()));
        var partner = await user.CallAsync(HttpMethod.Post, "/api/proxy/partner/anything/x", new { order = 7 });
        Assert.Equal((HttpStatusCode.OK, "partner", 11), (partner.Status, partner.Json.GetProperty("user").GetString(), partner.Json.GetProperty("bodyLength").GetInt32()));

        var (before, cookies) = (await _deployment.Services.TokenCallsAsync("refresh_token"), user.GatewayCookieValues.ToHashSet());
        Assert.Equal(HttpStatusCode.OK, (await user.CallAsync(HttpMethod.Post, "/api/auth/refresh")).Status);
        Assert.Equal(before + 1, await _deployment.Services.TokenCallsAsync("refresh_token"));
        Assert.Empty(user.GatewayCookieValues.Intersect(cookies)); // each of the session's is a new one

        var logout = await user.CallAsync(HttpMethod.Post, "/api/auth/logout");
        Assert.Equal(HttpStatusCode.OK, logout.Status);
        Assert.Empty(user.GatewayCookies);
        Assert.False((await user.SessionAsync()).Json.GetProperty("isAuthenticated").GetBoolean());
    }

    [FunctionsFact]
    public async Task A_navigation_back_with_a_code_signs_in_although_the_platform_has_a_code_of_its_own()
    {
        using var user = _deployment.NewUser();
        var back = await user.AuthorizeAsync(new { loginHint = "bob", returnUrl = "/orders?open=1" });
        Assert.Contains("?code=", back.Address, StringComparison.Ordinal);

        var arrived = await user.NavigateAsync(back);

        Assert.Equal((HttpStatusCode.SeeOther, "/orders?open=1"), (arrived.Status, arrived.Location?.OriginalString));
        Assert.Equal(Bob, (await user.SessionAsync()).Json.GetProperty("claims").GetProperty("sub").GetString());
    }

    [FunctionsFact]
    public async Task A_session_that_ends_at_the_provider_ends_here()
    {
        using var user = _deployment.NewUser();
        await user.SignInAsync();

        var told = await _deployment.Services.ControlAsync(HttpMethod.Post, "provider/logout", new { sub = Alice });

        Assert.Equal(200, Assert.Single(told.GetProperty("answers").EnumerateArray()).GetProperty("status").GetInt32());
        var call = await user.CallAsync(HttpMethod.Get, "/api/proxy/echo/anything/x");
        Assert.Equal((HttpStatusCode.Unauthorized, "session_revoked"), (call.Status, call.Code));
    }

    [FunctionsTheory]
    [InlineData("X-Forwarded-Host", "evil.example")]
    [InlineData("X-Forwarded-Proto", "http")]
    [InlineData("Forwarded", "host=evil.example;proto=http")]
    [InlineData("X-Original-Host", "evil.example")]
    public async Task What_a_caller_says_of_the_host_does_not_reach_the_redirect_uri(string header, string value)
    {
        using var caller = _deployment.NewCaller();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/auth/login");
        request.Headers.Add(header, value);

        using var answer = await caller.SendAsync(request);

        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        Assert.Contains("redirect_uri=" + Uri.EscapeDataString(_deployment.Origin + "/api/auth/callback") + "&", answer.Headers.Location!.AbsoluteUri, StringComparison.Ordinal);
    }
}
