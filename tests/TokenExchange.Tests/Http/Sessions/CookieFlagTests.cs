using TokenExchange.Emulators.Wire;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>Every cookie and every answer that depends on one, as a browser and a cache read them.</summary>
public sealed class CookieFlagTests : TestStand
{
    [Fact]
    public async Task Every_set_cookie_of_a_whole_life_has_all_flags_also_when_it_clears()
    {
        var browser = NewBrowser();
        var lines = new List<string>();

        Note(await browser.ExchangeAsync(await browser.AuthorizeAsync()));
        Clock.Advance(TimeSpan.FromMinutes(4));
        Note(await browser.FetchAsync("GET", "/api/auth/session"));
        Clock.Advance(TimeSpan.FromMinutes(1));
        Note(await browser.FetchAsync("GET", "/api/proxy/echo/anything"));
        Note(await browser.FetchAsync("POST", "/api/auth/refresh"));
        Note(await browser.FetchAsync("POST", "/api/auth/login", new { returnUrl = "/" }));
        Note(await browser.FetchAsync("POST", "/api/auth/logout"));

        Assert.InRange(lines.Count, 10, 40);
        Assert.All(lines, line => Assert.Matches(
            "^__Host-te-((session|refresh)(\\.[1-4])?|tx-[0-9a-f]{8})=[A-Za-z0-9_-]*; Max-Age=[0-9]+; Path=/; Secure; HttpOnly; SameSite=(Strict|Lax)$", line));
        Assert.All(lines, line => Assert.Equal(line.StartsWith("__Host-te-tx", StringComparison.Ordinal), line.EndsWith("Lax", StringComparison.Ordinal)));

        void Note(HttpResponseMessage answer)
        {
            Assert.True(answer.Headers.CacheControl!.NoStore);
            lines.AddRange(answer.Headers.TryGetValues("Set-Cookie", out var values) ? values : []);
        }
    }

    [Theory]
    [InlineData("GET", "/api/auth/session")]
    [InlineData("POST", "/api/auth/refresh")]
    [InlineData("POST", "/api/auth/logout")]
    [InlineData("POST", "/api/auth/login")]
    [InlineData("POST", "/api/auth/exchange")]
    [InlineData("GET", "/api/proxy/echo/anything")]
    [InlineData("GET", "/api/proxy/nowhere/anything")]
    [InlineData("GET", "/api/health/live")]
    [InlineData("GET", "/api/unknown")]
    public async Task Every_answer_carries_the_headers_that_keep_it_to_this_user_and_this_site(string method, string path)
    {
        var answer = await NewBrowser().FetchAsync(method, path);

        Assert.True(answer.Headers.CacheControl!.NoStore);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("same-origin", answer.Headers.GetValues("Cross-Origin-Resource-Policy").Single());
        Assert.Equal("no-referrer", answer.Headers.GetValues("Referrer-Policy").Single());
        Assert.Contains("frame-ancestors 'none'", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Contains("max-age=31536000", answer.Headers.GetValues("Strict-Transport-Security").Single(), StringComparison.Ordinal);
        Assert.DoesNotContain(answer.Headers, header => header.Key.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase));
        Assert.False(answer.Headers.Contains("Server") || answer.Headers.Contains("X-Powered-By"));
    }

    [Fact]
    public async Task The_session_object_is_a_closed_list_without_any_token()
    {
        var session = await NewBrowser().SignInAsync();

        Assert.Equal(["handled", "returnUrl", "isAuthenticated", "claims", "session"], session.EnumerateObject().Select(member => member.Name));
        Assert.Equal(["email", "name", "sub"], session.GetProperty("claims").EnumerateObject().Select(member => member.Name).Order());
        Assert.Equal(["id", "expiresIn", "idleExpiresIn", "accessTokenExpiresIn", "acr", "authTime"], session.GetProperty("session").EnumerateObject().Select(member => member.Name));
        Assert.Equal(28800, session.GetProperty("session").GetProperty("expiresIn").GetInt64());
        Assert.Equal(3600, session.GetProperty("session").GetProperty("idleExpiresIn").GetInt64());
        Assert.Equal(300, session.GetProperty("session").GetProperty("accessTokenExpiresIn").GetInt64());
    }

    [Fact]
    public async Task Anonymous_is_an_answer_and_no_error()
    {
        var answer = await NewBrowser().FetchAsync("GET", "/api/auth/session");

        Assert.Equal("""{"isAuthenticated":false}""", await answer.Content.ReadAsStringAsync());
        Assert.Equal("application/json", answer.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task Asking_for_the_session_calls_nobody()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        Clock.Advance(TimeSpan.FromMinutes(50));
        var calls = Log.Of("provider").Count;
        Provider.Faults.Add(new Fault("token", 500, Count: 100));

        var session = await browser.SessionAsync();

        Assert.True(session.GetProperty("isAuthenticated").GetBoolean());
        Assert.Equal(0, session.GetProperty("session").GetProperty("accessTokenExpiresIn").GetInt64());
        Assert.Equal(calls, Log.Of("provider").Count);
    }
}
