using System.Net;
using System.Text;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>An upstream that repeats the credential it was called with: no response header shows it to the browser, in whatever encoding.</summary>
[StateIndependent]
public sealed class CredentialEchoTests() : TestStand(settings =>
{
    foreach (var route in new[] { "echo", "partner", "keyed" })
    {
        settings[$"TokenExchange:Proxy:Routes:{route}:ResponseHeaders:0"] = "X-Original-URL";
    }

    settings["TokenExchange:Proxy:Routes:keyed:Destination"] = "https://api.example.test";
    settings["TokenExchange:Proxy:Routes:keyed:Credential"] = "api-key";
    settings["TokenExchange:Proxy:Routes:keyed:Paths:0"] = "/";
    settings["TokenExchange:Proxy:Routes:keyed:ApiKey:SecretName"] = "keyed-api-key";
    settings["TokenExchange:Proxy:Routes:keyed:ApiKey:QueryParameter"] = "key";
})
{
    private const string Key = "k3y+with/specials==&more%20";

    [Theory]
    [InlineData("/login?returnUrl=", 1)]
    [InlineData("/login?returnUrl=", 2)]
    [InlineData("https://api.example.test/login#", 1)]
    [InlineData("/login?returnUrl=", 7)]
    public async Task A_redirect_that_carries_the_original_address_does_not_cross(string prefix, int encodings)
    {
        var browser = await SignedInAsync();
        Answer(request => ("Location", prefix + Escaped(request.RequestUri!.OriginalString, encodings)), HttpStatusCode.Found);

        var answer = await browser.FetchAsync("GET", "/api/proxy/keyed/orders?page=1");

        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        Assert.False(answer.Headers.Contains("Location"));
        Assert.Equal("1", answer.Headers.GetValues("X-Request-Id").Single());
    }

    [Fact]
    public async Task A_redirect_that_carries_another_address_crosses()
    {
        var browser = await SignedInAsync();
        Answer(_ => ("Location", "/login?returnUrl=%2Forders%3Fpage%3D1"), HttpStatusCode.Found);

        var answer = await browser.FetchAsync("GET", "/api/proxy/keyed/orders?page=1");

        Assert.Equal("/api/proxy/keyed/login?returnUrl=%2Forders%3Fpage%3D1", answer.Headers.GetValues("Location").Single());
    }

    [Theory]
    [InlineData("as it is")]
    [InlineData("escaped")]
    [InlineData("escaped in lower case")]
    [InlineData("every character escaped twice")]
    [InlineData("another case")]
    [InlineData("a form's plus")]
    [InlineData("in a URL in base64")]
    [InlineData("in base64url, one character later")]
    [InlineData("in base64url, two characters later, escaped")]
    public async Task An_api_key_in_a_header_that_the_route_lists_is_dropped_counted_and_named(string how)
    {
        var browser = await SignedInAsync();
        Answer(_ => ("X-Original-URL", Echo(how)), HttpStatusCode.OK);

        var answer = await browser.FetchAsync("GET", "/api/proxy/keyed/orders");

        Assert.False(answer.Headers.Contains("X-Original-URL"));
        Assert.Equal("1", answer.Headers.GetValues("X-Request-Id").Single());
        Assert.Equal("keyed", Assert.Single(Telemetry.Of("token_exchange.response.headers_dropped")).Tags["token_exchange.target"]);
        var line = Assert.Single(Logs.Lines, line => line.Id == 1601);
        Assert.Equal(("X-Original-URL", "keyed"), (line.Fields["Header"], line.Fields["Route"]));
        Assert.DoesNotContain("k3y", line.Text, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task An_upstream_that_always_repeats_the_key_is_counted_each_time_and_does_not_fill_the_log()
    {
        var browser = await SignedInAsync();
        Answer(_ => ("X-Original-URL", Key), HttpStatusCode.OK);

        for (var i = 0; i < 20; i++)
        {
            await browser.FetchAsync("GET", "/api/proxy/keyed/orders");
        }

        Assert.Equal(20, Telemetry.Of("token_exchange.response.headers_dropped").Count);
        Assert.Single(Logs.Lines, line => line.Id == 1601);
        Clock.Advance(TimeSpan.FromMinutes(1));
        await browser.FetchAsync("GET", "/api/proxy/keyed/orders");
        Assert.Equal(2, Logs.Lines.Count(line => line.Id == 1601));
    }

    [Theory]
    [InlineData("X-Original-URL", "Bearer {0}")]
    [InlineData("X-Original-URL", "{0}")]
    [InlineData("ETag", "\"{0}\"")]
    [InlineData("Location", "/user/login?token={0}")]
    [InlineData("Content-Disposition", "attachment; filename=\"{0}.pdf\"")]
    [InlineData("Content-Type", "text/plain; token={0}")]
    public async Task The_users_access_token_is_in_no_header(string name, string value)
    {
        var browser = await SignedInAsync();
        Answer(request => (name, string.Format(System.Globalization.CultureInfo.InvariantCulture, value, request.Headers.Authorization!.Parameter)), HttpStatusCode.OK);

        var answer = await browser.FetchAsync("GET", "/api/proxy/echo/orders");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.False(answer.Headers.NonValidated.Contains(name) || answer.Content.Headers.NonValidated.Contains(name));
    }

    [Fact]
    public async Task The_token_that_was_refused_is_not_in_the_answer_to_the_second_attempt()
    {
        var browser = await SignedInAsync();
        string? first = null;
        Network.Add("api.example.test", new ScriptedServer(request => first is null
            ? Refusal(first = request.Headers.Authorization!.Parameter!)
            : ScriptedServer.Answer(HttpStatusCode.OK, "", ("X-Original-URL", "/?token=" + first))));

        var answer = await browser.FetchAsync("GET", "/api/proxy/echo/orders");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.False(answer.Headers.Contains("X-Original-URL"));
    }

    [Fact]
    public async Task A_version_of_the_key_that_this_call_did_not_show_is_in_no_header_either()
    {
        Vault.Put("keyed-api-key", "the-version-before");
        var browser = await SignedInAsync();
        Answer(_ => ("X-Original-URL", "/?key=the-version-before"), HttpStatusCode.OK); // a redirect that the API has kept since then

        var answer = await browser.FetchAsync("GET", "/api/proxy/keyed/orders");

        Assert.False(answer.Headers.Contains("X-Original-URL"));
    }

    [Theory]
    [InlineData("json", false)]
    [InlineData("abc", true)]
    [InlineData("a", true)]
    public async Task A_key_of_less_than_four_characters_is_not_looked_for_because_it_is_in_everything(string key, bool crosses)
    {
        var browser = await SignedInAsync(key);
        Answer(_ => ("X-Original-URL", $"/search/{key}"), HttpStatusCode.OK);

        var answer = await browser.FetchAsync("GET", "/api/proxy/keyed/orders");

        Assert.Equal(crosses, answer.Headers.Contains("X-Original-URL"));
        Assert.Equal("1", answer.Headers.GetValues("X-Request-Id").Single());
    }

    private static HttpResponseMessage Refusal(string token) =>
        ScriptedServer.Answer(HttpStatusCode.Unauthorized, "", ("WWW-Authenticate", "Bearer error=\"invalid_token\""), ("X-Original-URL", token));

    private static string Echo(string how) => how switch
    {
        "as it is" => $"/orders?key={Key}",
        "escaped" => $"/orders?key={Uri.EscapeDataString(Key)}",
        "escaped in lower case" => string.Concat(Key.Select(letter => char.IsLetterOrDigit(letter) ? $"{letter}" : $"%{(int)letter:x2}")),
        "every character escaped twice" => string.Concat(Key.Select(letter => $"%25{(int)letter:X2}")),
        "another case" => Key.ToUpperInvariant(),
        "a form's plus" => Uri.EscapeDataString(Key.Replace('+', ' ')),
        "in a URL in base64" => Base64($$"""{"returnUrl":"/orders?key={{Uri.EscapeDataString(Key)}}"}"""),
        "in base64url, one character later" => Base64($$"""{"returnUrl": "/orders?key={{Key}}"}""").Replace('+', '-').Replace('/', '_').TrimEnd('='),
        _ => Uri.EscapeDataString(Base64($$"""{"returnUrl":  "/orders?key={{Key}}"}""").Replace('+', '-').Replace('/', '_')),
    };

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static string Escaped(string text, int times) => Enumerable.Range(0, times).Aggregate(text, (escaped, _) => Uri.EscapeDataString(escaped));

    private void Answer(Func<HttpRequestMessage, (string Name, string Value)> header, HttpStatusCode status) =>
        Network.Add("api.example.test", new ScriptedServer(request => ScriptedServer.Answer(status, "body", header(request), ("X-Request-Id", "1"))));

    private async Task<Browser> SignedInAsync(string key = Key)
    {
        Vault.Put("keyed-api-key", key);
        Clock.Advance(TimeSpan.FromSeconds(1)); // past what the vault was asked for in vain
        var browser = NewBrowser();
        await browser.SignInAsync();
        return browser;
    }
}
