using System.Net;
using System.Text.Json.Nodes;
using TokenExchange.Emulators.Wire;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>A provider that issues an ID token and no access token, as Azure AD B2C does when only <c>openid</c> is requested.</summary>
public sealed class IdTokenOnlyTests : TestStand
{
    private const string UserToken = "/api/proxy/echo/anything";
    private const string ApiKey = "/api/proxy/partner/anything";

    [Fact]
    public async Task A_login_without_an_access_token_gives_a_session_with_its_claims()
    {
        Change();
        var browser = NewBrowser();

        var session = await browser.SignInAsync();

        Assert.Equal("Alice Example", session.GetProperty("claims").GetProperty("name").GetString());
        Assert.Equal(HttpStatusCode.OK, (await browser.FetchAsync("GET", ApiKey)).StatusCode);
    }

    [Fact]
    public async Task A_route_with_the_user_s_token_says_in_the_log_why_it_cannot_be_called()
    {
        Change();
        var browser = NewBrowser();
        await browser.SignInAsync();

        await (await browser.FetchAsync("GET", UserToken)).RefusedAsync(503, "misconfigured", "retry");

        Assert.Equal(0, ApiCalls);
        Assert.Contains(Logs.Lines, line => line.Text.Contains("The provider issued no access token for this session", StringComparison.Ordinal));
        Assert.True(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task The_session_is_refreshed_before_the_ID_token_expires()
    {
        Change();
        var browser = NewBrowser();
        var session = await browser.SignInAsync();
        Clock.Advance(TimeSpan.FromSeconds(299));

        await (await browser.FetchAsync("GET", UserToken)).RefusedAsync(503, "misconfigured");

        Assert.Equal(300, session.GetProperty("session").GetProperty("accessTokenExpiresIn").GetInt64());
        Assert.Equal(2, ProviderCalls("token"));
        Assert.Equal(300, (await browser.SessionAsync()).GetProperty("session").GetProperty("accessTokenExpiresIn").GetInt64());
    }

    [Fact]
    public async Task A_refresh_that_brings_an_access_token_makes_the_route_usable()
    {
        Change();
        var browser = NewBrowser();
        await browser.SignInAsync();
        Network.Add("login.example.test", _genuine!);

        await browser.FetchAsync("POST", "/api/auth/refresh");

        await browser.ActsAsAsync("alice");
    }

    [Fact]
    public async Task Without_a_refresh_token_the_session_ends_with_the_ID_token()
    {
        Change("access_token", "refresh_token");
        var browser = NewBrowser();
        await browser.SignInAsync();
        Clock.Advance(TimeSpan.FromSeconds(300));

        await (await browser.FetchAsync("GET", UserToken)).RefusedAsync(401, "session_expired", "login");

        Assert.False(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task A_session_with_an_access_token_ends_when_refreshes_bring_none()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        Change();
        Clock.Advance(TimeSpan.FromSeconds(300));

        await (await browser.FetchAsync("GET", UserToken)).RefusedAsync(502, "provider_unavailable", "retry");
        await (await browser.FetchAsync("GET", UserToken)).RefusedAsync(401, "session_expired", "login");

        Assert.False(await browser.IsSignedInAsync());
    }

    [Theory]
    [InlineData("""{"access_token":"","token_type":"Bearer"}""")]
    [InlineData("""{"access_token":null,"token_type":"Bearer"}""")]
    [InlineData("""{"access_token":1,"id_token":"x.y.z","token_type":"Bearer"}""")]
    [InlineData("""{"access_token":"","id_token":"x.y.z","token_type":"Bearer"}""")]
    [InlineData("""{"access_token":"a b","id_token":"x.y.z","token_type":"Bearer"}""")]
    [InlineData("""{"id_token":""}""")]
    [InlineData("""{"id_token":"x.y.z"}""")]
    public async Task A_response_with_neither_token_or_a_broken_one_is_no_login(string body)
    {
        var browser = NewBrowser();
        var callback = await browser.AuthorizeAsync();
        Provider.Faults.Add(new Fault("token", 200, Body: body));

        Assert.Equal(HttpStatusCode.BadGateway, (await browser.ExchangeAsync(callback)).StatusCode);
        Assert.False(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task Userinfo_cannot_be_read_without_an_access_token()
    {
        Settings["TokenExchange:Provider:UserInfo"] = "true";
        await this.StartFirstAsync();
        Change();
        var browser = NewBrowser();

        await (await browser.ExchangeAsync(await browser.AuthorizeAsync())).RefusedAsync(503, "misconfigured");
    }

    /// <summary>From now on the token endpoint leaves these members out of its responses.</summary>
    private void Change(params string[] remove) =>
        Network.Add("login.example.test", new Without(_genuine ??= Network["login.example.test"], remove.Length > 0 ? remove : ["access_token"]));

    private HttpMessageHandler? _genuine;

    private sealed class Without(HttpMessageHandler provider, string[] members) : DelegatingHandler(provider)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            if (request.RequestUri!.AbsolutePath == "/token" && JsonNode.Parse(await response.Content.ReadAsStringAsync(cancellationToken)) is JsonObject answer)
            {
                foreach (var member in members)
                {
                    answer.Remove(member);
                }

                response.Content = new StringContent(answer.ToJsonString(), null, "application/json");
            }

            return response;
        }
    }
}
