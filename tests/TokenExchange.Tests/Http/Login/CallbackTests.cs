using System.Net;
using System.Text.RegularExpressions;
using TokenExchange.Emulators.Wire;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>The service completes the redirect itself: <c>GET /api/auth/callback</c>.</summary>
public sealed class CallbackTests() : TestStand(settings => settings["TokenExchange:Login:CallbackPath"] = "/api/auth/callback")
{
    [Fact]
    public async Task A_completed_redirect_goes_on_to_the_return_address_without_the_code()
    {
        var browser = NewBrowser();
        var callback = await browser.AuthorizeAsync();

        var answer = await browser.NavigateAsync(callback);

        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        Assert.Equal("/home", answer.Headers.GetValues("Location").Single());
        Assert.Equal("no-referrer", answer.Headers.GetValues("Referrer-Policy").Single());
        Assert.True(answer.Headers.CacheControl!.NoStore);
        Assert.True(await browser.IsSignedInAsync());
        Assert.DoesNotContain(browser.Cookies, cookie => cookie.Name.StartsWith("__Host-te-tx-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_login_by_two_navigations_needs_no_script_at_all()
    {
        var browser = NewBrowser();

        var login = await browser.NavigateAsync("/api/auth/login?returnUrl=/orders%3Fpage=2&loginHint=bob");
        var provider = await browser.NavigateAsync(login.Headers.GetValues("Location").Single());
        var answer = await browser.NavigateAsync(provider.Headers.GetValues("Location").Single());

        Assert.Equal("/orders?page=2", answer.Headers.GetValues("Location").Single());
        Assert.Equal("88421114", (await browser.SessionAsync()).GetProperty("claims").GetProperty("sub").GetString());
    }

    [Theory]
    [InlineData("error=access_denied&error_description=%3Cscript%3Eoops%3C/script%3E&error_uri=https://evil.test", "login_cancelled")]
    [InlineData("error=%3Cscript%3Eoops%3C/script%3E", "provider_denied")]
    [InlineData("error=server_error", "provider_unavailable")]
    [InlineData("nothing=1", "request_invalid")]
    [InlineData("code=x&code=y", "request_invalid")]
    public async Task A_failed_redirect_goes_to_the_error_page_with_code_trace_and_return_path_alone(string parameters, string code)
    {
        var browser = NewBrowser();
        var state = State(await browser.AuthorizeAsync());

        var answer = await browser.NavigateAsync($"/api/auth/callback?{parameters}&state={state}&iss={ProviderOrigin}");

        answer.ToErrorPage(code, "/home");
        Assert.Equal(0, ProviderCalls("token"));
        Assert.DoesNotContain(browser.Seen, seen => seen.Contains("oops<", StringComparison.Ordinal) || seen.Contains("evil.test", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_callback_without_state_or_with_two_or_an_unknown_one_goes_to_the_error_page_with_code_and_trace_alone()
    {
        var browser = NewBrowser();
        var state = State(await browser.AuthorizeAsync());

        (await browser.NavigateAsync($"/api/auth/callback?code=x&state={state}&state={state}")).ToErrorPage("request_invalid");
        (await browser.NavigateAsync("/api/auth/callback")).ToErrorPage("request_invalid");
        (await browser.NavigateAsync("/api/auth/callback?code=c&state=s")).ToErrorPage("transaction_missing");
        (await browser.NavigateAsync("/api/auth/callback?code=c&state=" + new string('s', 9000))).ToErrorPage("request_invalid");
    }

    [Fact]
    public async Task An_outage_of_the_provider_goes_to_the_error_page_and_the_same_address_works_afterwards()
    {
        var browser = NewBrowser();
        var callback = await browser.AuthorizeAsync();
        Provider.Faults.Add(new Fault("token", 503));

        var failed = await browser.NavigateAsync(callback);
        var retried = await browser.NavigateAsync(callback);

        failed.ToErrorPage("provider_unavailable", "/home");
        Assert.Equal("/home", retried.Headers.GetValues("Location").Single());
    }

    [Fact]
    public async Task A_callback_is_used_once()
    {
        var browser = NewBrowser();
        var callback = await browser.AuthorizeAsync();
        await browser.NavigateAsync(callback);

        (await browser.NavigateAsync(callback)).ToErrorPage("transaction_missing"); // the cookies of the session do not travel across sites
        Assert.True(await browser.IsSignedInAsync());
    }

    private static string State(string callback) => Regex.Match(callback, "[?&]state=([^&]+)").Groups[1].Value;
}
