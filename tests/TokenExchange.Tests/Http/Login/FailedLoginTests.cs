using Microsoft.AspNetCore.WebUtilities;
using TokenExchange.Emulators.Wire;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>What a page learns of a login that failed or was cancelled: which of the provider's errors it was, and where the user wanted to go.</summary>
public sealed class FailedLoginTests() : TestStand(settings =>
{
    settings["TokenExchange:Login:CallbackPath"] = "/api/auth/callback";
    settings["TokenExchange:Login:ErrorPath"] = "/failed?lang=de";
})
{
    private const string Wanted = "/orders?page=2&filter[state]=open#new";

    public static TheoryData<string, int, string, string> Errors => new()
    {
        { "access_denied", 400, "login_cancelled", "none" },
        { "login_required", 400, "login_required", "login" },
        { "interaction_required", 400, "login_required", "login" },
        { "consent_required", 400, "login_required", "login" },
        { "account_selection_required", 400, "login_required", "login" },
        { "temporarily_unavailable", 503, "provider_unavailable", "login" },
        { "server_error", 503, "provider_unavailable", "login" },
        { "invalid_request", 400, "provider_denied", "none" },
        { "invalid_scope", 400, "provider_denied", "none" },
        { "unauthorized_client", 400, "provider_denied", "none" },
        { "vendor_error_17", 400, "provider_denied", "none" },
    };

    [Theory]
    [MemberData(nameof(Errors))]
    public async Task Each_error_of_the_provider_has_its_code_and_action(string error, int status, string code, string action)
    {
        var browser = NewBrowser();
        var answer = Answer(await browser.BeginAsync(), error);

        var told = await browser.ExchangeAsync(answer);

        await told.RefusedAsync(status, code, action);
        Assert.Equal("/home", (await told.JsonAsync()).GetProperty("returnUrl").GetString());
        await (await browser.ExchangeAsync(answer)).RefusedAsync(400, "transaction_missing", "login");
    }

    [Theory]
    [MemberData(nameof(Errors))]
    public async Task The_error_page_is_given_the_code_and_the_return_path(string error, int status, string code, string action)
    {
        var browser = NewBrowser();
        var answer = Answer(await browser.BeginAsync(login: new { returnUrl = Wanted }), error);

        var page = Page(await browser.NavigateAsync(answer));

        Assert.True(status > 0 && action.Length > 0);
        Assert.Equal(("/failed", "de", code, Wanted), (page.Path, page.Query["lang"], page.Query["code"], page.Query["returnUrl"]));
        Assert.Equal(["code", "lang", "returnUrl", "traceId"], page.Query.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_login_begun_by_a_navigation_returns_its_path_as_well()
    {
        var browser = NewBrowser();
        var begun = await browser.NavigateAsync("/api/auth/login?returnUrl=" + Uri.EscapeDataString("/straße/[1]"));

        var page = Page(await browser.NavigateAsync(Answer(begun.Headers.GetValues("Location").Single(), "access_denied")));

        Assert.Equal("/stra%C3%9Fe/[1]", page.Query["returnUrl"]);
    }

    [Fact]
    public async Task A_failed_exchange_of_the_code_returns_its_path_as_well()
    {
        var browser = NewBrowser();
        var callback = await browser.AuthorizeAsync();
        Provider.Faults.Add(new Fault("token", 400, Body: """{"error":"invalid_grant"}"""));

        var page = Page(await browser.NavigateAsync(callback));

        Assert.Equal(("code_rejected", "/home"), (page.Query["code"], page.Query["returnUrl"]));
    }

    [Fact]
    public async Task A_browser_without_the_transaction_is_not_told_where_another_one_wanted_to_go()
    {
        var (victim, attacker) = (NewBrowser(), NewBrowser());
        var answer = Answer(await victim.BeginAsync(login: new { returnUrl = "/secret" }), "access_denied");
        await attacker.BeginAsync();

        var page = Page(await attacker.NavigateAsync(answer));
        var told = await attacker.ExchangeAsync(answer);

        Assert.Equal("transaction_missing", page.Query["code"]);
        Assert.DoesNotContain("returnUrl", page.Query.Keys);
        Assert.False((await told.JsonAsync()).TryGetProperty("returnUrl", out _));
        Assert.Equal("login_cancelled", Page(await victim.NavigateAsync(answer)).Query["code"]);
    }

    [Fact]
    public async Task A_transaction_that_has_expired_gives_no_return_path()
    {
        var browser = NewBrowser();
        var answer = Answer(await browser.BeginAsync(), "access_denied");
        var cookie = Assert.Single(browser.Cookies, cookie => cookie.Host == "app.example.test");
        Clock.Advance(TimeSpan.FromMinutes(10));
        browser.Plant(cookie with { ExpiresAt = Clock.GetUtcNow().AddDays(1) });

        var page = Page(await browser.NavigateAsync(answer));

        Assert.Equal("transaction_expired", page.Query["code"]);
        Assert.DoesNotContain("returnUrl", page.Query.Keys);
    }

    [Theory]
    [InlineData("error=access_denied", "login_cancelled")]
    [InlineData("error=interaction_required&iss=https://evil.test", "login_required")]
    [InlineData("error=%3Cb%3E", "provider_denied")]
    public async Task An_error_without_state_is_an_error(string query, string code)
    {
        var browser = NewBrowser();
        var callback = await browser.AuthorizeAsync();

        var page = Page(await browser.NavigateAsync("/api/auth/callback?" + query));

        Assert.Equal(code, page.Query["code"]);
        Assert.DoesNotContain("returnUrl", page.Query.Keys);
        Assert.Equal("/home", (await browser.NavigateAsync(callback)).Headers.GetValues("Location").Single()); // and ends no login
    }

    [Theory]
    [InlineData("?error=access_denied", "login_cancelled")]
    [InlineData("?error=login_required&state=", "login_required")]
    [InlineData("?error=invalid_scope", "provider_denied")]
    public async Task An_error_without_state_is_one_for_the_page_too(string query, string code) =>
        await (await NewBrowser().ExchangeAsync(AppOrigin + "/callback" + query)).RefusedAsync(400, code);

    [Theory]
    [InlineData("?error=404")]
    [InlineData("?error=not_found")]
    [InlineData("?error=timeout")]
    [InlineData("?error=Not%20found")]
    [InlineData("?error=access_denied%0a")]
    [InlineData("?error=access_denied&error=access_denied")]
    [InlineData("?code=5&traceId=1")]
    public async Task A_page_of_the_application_may_have_parameters_of_the_same_names(string query)
    {
        var answer = await NewBrowser().ExchangeAsync(AppOrigin + "/orders" + query);

        Assert.False((await answer.JsonAsync()).GetProperty("handled").GetBoolean());
    }

    [Theory]
    [InlineData("error=access_denied&state=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("error=access_denied&state=")]
    [InlineData("error=access_denied&error=access_denied")]
    public async Task An_error_that_another_site_makes_up_ends_no_login(string query)
    {
        var browser = NewBrowser();
        var callback = await browser.AuthorizeAsync();

        await browser.NavigateAsync("/api/auth/callback?" + query);
        await browser.PostFormAcrossAsync("/api/auth/callback", QueryHelpers.ParseQuery(query).Select(pair => KeyValuePair.Create(pair.Key, $"{pair.Value}")));

        Assert.Equal("/home", (await browser.NavigateAsync(callback)).Headers.GetValues("Location").Single());
    }

    /// <summary>The provider's answer to an authorization request.</summary>
    private static string Answer(string authorizationUrl, string error)
    {
        var asked = QueryHelpers.ParseQuery(new Uri(authorizationUrl).Query);
        return QueryHelpers.AddQueryString(
            $"{AppOrigin}/api/auth/callback", new Dictionary<string, string?> { ["error"] = error, ["state"] = asked["state"], ["iss"] = ProviderOrigin });
    }

    private static (string Path, Dictionary<string, string> Query) Page(HttpResponseMessage answer)
    {
        Assert.Equal(303, (int)answer.StatusCode);
        var location = new Uri(new Uri(AppOrigin), answer.Headers.GetValues("Location").Single());
        return (location.AbsolutePath, QueryHelpers.ParseQuery(location.Query).ToDictionary(pair => pair.Key, pair => Assert.Single(pair.Value)!));
    }
}
