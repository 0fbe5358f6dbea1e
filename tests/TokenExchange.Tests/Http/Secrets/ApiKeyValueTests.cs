using System.Net;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>Values of an API key as they are typed, pasted and piped into a vault, seen from the upstream's end of the connection (ADR 0031).</summary>
[StateIndependent]
public sealed class ApiKeyValueTests() : TestStand(settings =>
{
    settings["TokenExchange:Proxy:Routes:header:ApiKey:Header"] = "X-Api-Key";
    settings["TokenExchange:Proxy:Routes:query:ApiKey:QueryParameter"] = "key";
    foreach (var route in new[] { "header", "query" })
    {
        settings[$"TokenExchange:Proxy:Routes:{route}:Destination"] = "https://api.example.test";
        settings[$"TokenExchange:Proxy:Routes:{route}:Credential"] = "api-key";
        settings[$"TokenExchange:Proxy:Routes:{route}:Paths:0"] = "/";
        settings[$"TokenExchange:Proxy:Routes:{route}:Methods:0"] = "GET";
        settings[$"TokenExchange:Proxy:Routes:{route}:Methods:1"] = "POST";
        settings[$"TokenExchange:Proxy:Routes:{route}:ApiKey:SecretName"] = "typed-key";
    }
})
{
    public static TheoryData<string, string> Surrounded { get; } = OnEachRoute(
        "{key}\r\n", "{key}\n", "\uFEFF{key}", " \t{key} \r\n\r\n", "\uFEFF {key}\r\n\uFEFF", "\u00A0{key}\u2028");

    public static TheoryData<string, string> Unusable { get; } = OnEachRoute(
        "key\r\nX-Injected: 1",
        "key\nX-Injected: 1",
        "key\rX-Injected: 1",
        "key\r\n\r\nGET /injected HTTP/1.1\r\nHost: x\r\n\r\n",
        "k\0ey",
        "k\tey",
        "k\u007Fey",
        "k\u0085ey",
        "k\uFFFDey",
        "",
        " \r\n");

    [Theory]
    [MemberData(nameof(Surrounded))]
    public async Task White_space_and_a_byte_order_mark_around_a_key_do_not_reach_the_upstream(string route, string form)
    {
        await using var upstream = new RawUpstream(_ => RawUpstream.Answer("done"));
        var key = Canary("typed");
        Vault.Put("typed-key", form.Replace("{key}", key, StringComparison.Ordinal));

        var answer = await CallAsync(upstream, "GET", route);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains(Shown(route, key), Assert.Single(upstream.Heads), StringComparison.Ordinal);
        Assert.Contains("api-key of route " + route, Assert.Single(Logs.Lines, line => line.Id == 1103).Text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Unusable))]
    public async Task A_version_that_cannot_be_sent_is_not_sent_and_the_version_before_serves(string route, string value)
    {
        await using var upstream = new RawUpstream(_ => RawUpstream.Answer("done"));
        var key = Canary("before");
        Vault.Put("typed-key", key);
        Vault.Put("typed-key", value);

        var answer = await CallAsync(upstream, "GET", route);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains(Shown(route, key), Assert.Single(upstream.Heads), StringComparison.Ordinal);
        Assert.DoesNotContain("njected", upstream.Heads[0], StringComparison.Ordinal);
        Assert.Contains("api-key of route " + route, Assert.Single(Logs.Lines, line => line.Id == 1102).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_headers_of_a_post_stay_in_its_head()
    {
        await using var upstream = new RawUpstream(_ => RawUpstream.Answer("done"));
        Vault.Put("typed-key", Canary("before"));
        Vault.Put("typed-key", "key\r\n\r\nX-Injected: 1");

        await CallAsync(upstream, "POST", "header");

        Assert.Contains("\r\nContent-Length: 0\r\n", Assert.Single(upstream.Heads), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_outside_ascii_cannot_stand_in_a_header_field_and_the_api_is_not_blamed()
    {
        await using var upstream = new RawUpstream(_ => RawUpstream.Answer("done"));
        var key = Canary("before");
        Vault.Put("typed-key", key);
        Vault.Put("typed-key", "schlüssel");

        var answer = await CallAsync(upstream, "GET", "header");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains(Shown("header", key), Assert.Single(upstream.Heads), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_outside_ascii_is_percent_encoded_in_a_query()
    {
        await using var upstream = new RawUpstream(_ => RawUpstream.Answer("done"));
        Vault.Put("typed-key", "schlüssel\r\n");

        await CallAsync(upstream, "GET", "query");

        Assert.StartsWith("GET /orders?key=schl%C3%BCssel HTTP/1.1\r\n", Assert.Single(upstream.Heads), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("header", "key\r\nX-Injected: 1", "control character")]
    [InlineData("header", "schlüssel", "ASCII")]
    [InlineData("header", "", "empty")]
    [InlineData("query", "key\r\nX-Injected: 1", "control character")]
    public async Task With_no_other_version_nothing_is_sent_and_the_log_says_why(string route, string value, string reason)
    {
        await using var upstream = new RawUpstream(_ => RawUpstream.Answer("done"));
        Vault.Put("typed-key", value);

        var answer = await CallAsync(upstream, "GET", route);

        await answer.RefusedAsync(503, "misconfigured", "retry");
        Assert.Empty(upstream.Heads);
        var line = Assert.Single(Logs.Lines, line => line.Id == 1001);
        Assert.Contains("api-key of route " + route, line.Text, StringComparison.Ordinal);
        Assert.Contains(reason, line.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(Logs.Lines, line => line.Text.Contains("X-Injected", StringComparison.Ordinal) || line.Text.Contains("schlüssel", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_version_that_cannot_be_used_is_logged_once_and_not_at_every_call_or_reading()
    {
        await using var upstream = new RawUpstream(_ => RawUpstream.Answer("done"));
        Vault.Put("typed-key", Canary("before"));
        Vault.Put("typed-key", "key\r\nX-Injected: 1");

        for (var i = 0; i < 5; i++)
        {
            await CallAsync(upstream, "GET", "header");
            Clock.Advance(TimeSpan.FromMinutes(6));
        }

        Assert.Single(Logs.Lines, line => line.Id == 1102);
    }

    private static string Shown(string route, string key) => route == "query" ? $"?key={key} HTTP/1.1\r\n" : $"\r\nX-Api-Key: {key}\r\n";

    private static TheoryData<string, string> OnEachRoute(params string[] values)
    {
        var cases = new TheoryData<string, string>();
        foreach (var value in values)
        {
            cases.Add("header", value);
            cases.Add("query", value);
        }

        return cases;
    }

    private async Task<HttpResponseMessage> CallAsync(RawUpstream upstream, string method, string route)
    {
        Network.Add("api.example.test", upstream.Way);
        var browser = NewBrowser();
        await browser.SignInAsync();
        return await browser.FetchAsync(method, $"/api/proxy/{route}/orders");
    }
}
