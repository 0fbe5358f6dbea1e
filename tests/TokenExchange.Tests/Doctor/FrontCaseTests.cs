namespace TokenExchange.Tests.Doctor;

/// <summary>What fronts do that is no fault, and what one fault must not be taken for.</summary>
public sealed class FrontCaseTests : DoctorStand
{
    [Fact]
    public async Task A_front_that_refuses_another_host_is_right()
    {
        Front.Instead = request => request.Headers.Host is not null || request.Headers.Contains("X-Forwarded-Host") ? BrokenFront.Page(421) : null;

        var report = await AfterAsync();

        Assert.Equal(("ok", "ok"), (report["spoofed-host"], report["forwarded-host"]));
    }

    [Fact]
    public async Task A_front_that_closes_the_connection_on_another_host_is_right()
    {
        Front.Instead = request => request.Headers.Host is not null ? throw new HttpRequestException(HttpRequestError.ResponseEnded) : null;

        Assert.Equal("ok", (await AfterAsync())["spoofed-host"]);
    }

    [Fact]
    public async Task A_platform_that_answers_preflights_with_nothing_is_right()
    {
        Front.Instead = request => request.Method == HttpMethod.Options ? BrokenFront.Page(204) : null;

        Assert.Equal("ok", (await AfterAsync())["cors-preflight"]);
    }

    [Fact]
    public async Task An_address_without_tls_fails()
    {
        var report = await AfterAsync("http://app.example.test");

        Assert.Equal(("failed", "skipped"), (report["tls"], report["hsts"]));
    }

    [Fact]
    public async Task A_domain_on_the_cookies_is_found_as_that_alone()
    {
        Front.Cookies = lines => lines.Select(line => line + "; Domain=app.example.test");

        Assert.Equal(["cookie-flags"], (await AfterAsync()).Names("failed"));
    }

    [Fact]
    public async Task With_pushed_requests_what_the_address_no_longer_says_is_skipped()
    {
        Front.Response = (path, response) =>
        {
            if (path == "/api/auth/login")
            {
                response.Content = BrokenFront.Json(200, """{"authorizationUrl":"https://login.example.test/authorize?request_uri=urn:1"}""").Content;
            }
        };

        var report = await AfterAsync();

        Assert.Equal(0, report.ExitCode);
        Assert.Equal(["cookie-round-trip", "forwarded-host", "spoofed-host"], report.Names("skipped").Order());
    }

    [Fact]
    public async Task Nothing_that_was_begun_is_completed_and_the_provider_gets_no_token_call()
    {
        await AfterAsync();

        Assert.Equal((0, 0), (ProviderCalls("token"), ProviderCalls("authorize")));
        Assert.Equal(0, ApiCalls);
    }
}

/// <summary>The same with <c>form_post</c>, whose transaction cookie travels across sites.</summary>
public sealed class FormPostFrontTests() : DoctorStand(settings =>
{
    settings["TokenExchange:Provider:ResponseMode"] = "form_post";
    settings["TokenExchange:Login:CallbackPath"] = "/api/auth/callback";
})
{
    [Fact]
    public async Task The_other_rule_is_expected_of_the_cookie()
    {
        var right = await AfterAsync();
        Output.GetStringBuilder().Clear();
        Front.Cookies = lines => lines.Select(line => line.Replace("=None", "=Lax", StringComparison.Ordinal));
        var wrong = await AfterAsync();

        Assert.Equal(("ok", "failed"), (right["cookie-same-site"], wrong["cookie-same-site"]));
    }
}
