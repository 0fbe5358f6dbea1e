using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>The name that Apple posts beside the code at a user's first login: its ID tokens have none.</summary>
public sealed class PostedUserTests : TestStand
{
    private const string Callback = "/api/auth/callback";

    [Theory]
    [InlineData("""{"name":{"firstName":"Alice","lastName":"Liddell"},"email":"x@example.test"}""", "Alice Liddell")]
    [InlineData("""{"name":{"firstName":" 愛 "}}""", "愛")]
    [InlineData("""{"name":{"lastName":"O'Neil & <b>"}}""", "O'Neil & <b>")]
    [InlineData("""{"name":{"firstName":"","lastName":null}}""", null)]
    [InlineData("""{"name":{"firstName":"a\u0007b"}}""", null)]
    [InlineData("""{"name":["Alice"]}""", null)]
    [InlineData("""{"sub":"88421114","email":"bob@example.test"}""", null)]
    [InlineData("Alice", null)]
    [InlineData("", null)]
    public async Task The_posted_name_is_a_claim_of_the_session_and_nothing_else_of_it_is(string user, string? expected)
    {
        await StartAppleAsync();
        var browser = NewBrowser();

        await SignInAsync(browser, user);

        var claims = (await browser.SessionAsync()).GetProperty("claims");
        Assert.Equal(expected, claims.TryGetProperty("name", out var name) ? name.GetString() : null);
        Assert.Equal("88421113", claims.GetProperty("sub").GetString());
        Assert.Equal("alice@example.test", claims.GetProperty("email").GetString());
    }

    [Fact]
    public async Task A_name_in_the_ID_token_counts_more()
    {
        await StartAppleAsync();
        var browser = NewBrowser();
        var fields = await browser.AuthorizeFormAsync();

        await browser.PostFormAcrossAsync(Callback, [.. fields, new("user", """{"name":{"firstName":"Eve"}}""")]);

        Assert.Equal("Alice Example", Name(await browser.SessionAsync()));
    }

    [Fact]
    public async Task The_name_stays_after_a_refresh_whose_ID_token_has_none()
    {
        await StartAppleAsync();
        var browser = NewBrowser();
        await SignInAsync(browser, """{"name":{"firstName":"Alice"}}""");
        Provider.TwistNextToken(Twist.Omit("name"));

        Assert.Equal(HttpStatusCode.OK, (await browser.FetchAsync("POST", "/api/auth/refresh")).StatusCode);

        Assert.Equal("Alice", Name(await browser.SessionAsync()));
    }

    [Fact]
    public async Task Another_provider_posts_no_name()
    {
        Settings["TokenExchange:Provider:ResponseMode"] = "form_post";
        Settings["TokenExchange:Login:CallbackPath"] = Callback;
        await this.StartFirstAsync();
        var browser = NewBrowser();

        await SignInAsync(browser, """{"name":{"firstName":"Eve"}}""");

        Assert.False((await browser.SessionAsync()).GetProperty("claims").TryGetProperty("name", out _));
    }

    private static string? Name(JsonElement session) => session.GetProperty("claims").GetProperty("name").GetString();

    private async Task SignInAsync(Browser browser, string user)
    {
        var fields = await browser.AuthorizeFormAsync();
        Provider.TwistNextToken(Twist.Omit("name"));
        var answer = await browser.PostFormAcrossAsync(Callback, [.. fields, new("user", user)]);
        Assert.Equal("/home", answer.Headers.Location?.OriginalString);
    }

    private Task StartAppleAsync()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        this.UseApple(key.ExportPkcs8PrivateKeyPem());
        Settings["TokenExchange:Provider:ResponseMode"] = "form_post";
        Settings["TokenExchange:Login:CallbackPath"] = Callback;
        Network.Add("login.example.test", new AnySecret(Network["login.example.test"], ClientSecret));
        return this.StartFirstAsync();
    }

    /// <summary>The dev provider knows no secret that is a signed token; this puts its own in the place of each.</summary>
    private sealed class AnySecret(HttpMessageHandler provider, string secret) : DelegatingHandler(provider)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.Method == HttpMethod.Post && request.Content is not null)
            {
                var form = QueryHelpers.ParseQuery(await request.Content.ReadAsStringAsync(cancellationToken));
                form["client_secret"] = secret;
                request.Content = new FormUrlEncodedContent(form.Select(field => KeyValuePair.Create(field.Key, field.Value.ToString())));
            }

            return await base.SendAsync(request, cancellationToken);
        }
    }
}
