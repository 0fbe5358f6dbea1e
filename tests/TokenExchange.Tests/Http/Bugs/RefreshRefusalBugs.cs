using System.Net;
using TokenExchange.Emulators.Wire;
using TokenExchange.Telemetry;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http.Bugs;

/// <summary>Refusals of the token endpoint that were taken for an outage, so that a session was neither usable nor ended.</summary>
public sealed class RefreshRefusalBugs : TestStand
{
    private const string Address = "/api/proxy/echo/anything";

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(409)]
    [InlineData(422)]
    [InlineData(429)]
    public async Task Invalid_grant_ends_the_session_with_any_4xx(int status)
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        Provider.Faults.Add(new Fault("token", status, Body: """{"error":"invalid_grant"}"""));

        await (await browser.FetchAsync("POST", "/api/auth/refresh")).RefusedAsync(401, "session_expired", "login");

        Assert.Equal(2, ProviderCalls("token"));
        Assert.False(await browser.IsSignedInAsync());
        Assert.Equal("grant_ended", Assert.Single(Events("logout")).Fields["Cause"]);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    public async Task Invalid_grant_with_a_5xx_is_an_outage(int status)
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        Provider.Faults.Add(new Fault("token", status, Body: """{"error":"invalid_grant"}"""));

        await (await browser.FetchAsync("POST", "/api/auth/refresh")).RefusedAsync(503, "provider_unavailable", "retry");

        Assert.True(await browser.IsSignedInAsync());
    }

    [Theory]
    [InlineData(400, "invalid_request")]
    [InlineData(400, "invalid_scope")]
    [InlineData(400, "access_denied")]
    [InlineData(400, "unauthorized_client")]
    [InlineData(400, "unsupported_grant_type")]
    [InlineData(400, "invalid_target")]
    [InlineData(400, "interaction_required")]
    [InlineData(401, "interaction_required")]
    [InlineData(403, "access_denied")]
    [InlineData(400, "an_error_of_its_own")]
    public async Task A_refusal_that_cannot_succeed_later_ends_the_session_when_it_is_repeated(int status, string error)
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        Clock.Advance(TimeSpan.FromSeconds(300));
        Provider.Faults.Add(new Fault("token", status, Body: $$"""{"error":"{{error}}"}""", Count: 10));

        var first = await browser.FetchAsync("GET", Address);
        var isKept = await browser.IsSignedInAsync();
        var second = await browser.FetchAsync("GET", Address);
        await browser.FetchAsync("GET", Address);

        Assert.NotEqual("session_expired", first.Headers.GetValues("TE-Error").Single());
        Assert.True(isKept);
        await second.RefusedAsync(401, "session_expired", "login");
        Assert.False(await browser.IsSignedInAsync());
        Assert.Equal(3, ProviderCalls("token"));
        Assert.Equal("refresh_refused", Assert.Single(Events("logout")).Fields["Cause"]);
    }

    [Fact]
    public async Task A_repeated_refusal_does_not_end_a_session_whose_access_token_is_still_valid()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        Provider.Faults.Add(new Fault("token", 400, Body: """{"error":"invalid_scope"}""", Count: 3));

        for (var i = 0; i < 3; i++)
        {
            await (await browser.FetchAsync("POST", "/api/auth/refresh")).RefusedAsync(502, "provider_unavailable");
        }

        Assert.Equal(HttpStatusCode.OK, (await browser.FetchAsync("GET", Address)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await browser.FetchAsync("POST", "/api/auth/refresh")).StatusCode);
    }

    [Theory]
    [InlineData(401, """{"error":"invalid_client"}""")]
    [InlineData(400, """{"error":"invalid_client"}""")]
    [InlineData(403, """{"error":"invalid_client"}""")]
    [InlineData(401, """{"error":"unauthorized_client"}""")]
    [InlineData(401, """{"error":"access_denied"}""")]
    [InlineData(401, "")]
    [InlineData(429, """{"error":"access_denied"}""")]
    [InlineData(400, """{"error":"temporarily_unavailable"}""")]
    [InlineData(400, "<html>")]
    public async Task A_refused_credential_an_outage_or_an_unreadable_answer_never_ends_a_session(int status, string body)
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        Clock.Advance(TimeSpan.FromSeconds(300));
        Provider.Faults.Add(new Fault("token", status, Body: body, Count: 5));

        for (var i = 0; i < 5; i++)
        {
            await browser.FetchAsync("GET", Address);
        }

        Assert.True(await browser.IsSignedInAsync());
        Provider.Faults.Clear();
        Assert.Equal(HttpStatusCode.OK, (await browser.FetchAsync("GET", Address)).StatusCode);
    }

    private IReadOnlyList<LogLine> Events(string name) => [.. Logs.Lines.Where(line => line.Category == TelemetryNames.AuditCategory && line.Event == name)];
}
