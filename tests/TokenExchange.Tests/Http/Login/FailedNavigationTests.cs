using System.Net;
using TokenExchange.Emulators.Wire;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>A navigation that fails leads to the error page: a user must not see JSON in a window. A fetch gets the problem.</summary>
[StateIndependent]
public sealed class FailedNavigationTests() : TestStand(settings =>
{
    settings["TokenExchange:Login:CallbackPath"] = "/api/auth/callback";
    settings["TokenExchange:RateLimit:Auth:Requests"] = "5";
})
{
    private const string Login = "/api/auth/login?returnUrl=/home";

    [Fact]
    public async Task A_provider_that_is_down_when_a_login_begins_leads_to_the_error_page_with_the_return_path()
    {
        Provider.Faults.Add(new Fault("discovery", 503, Count: 1000));
        await this.StartFirstAsync();

        var answer = await NewBrowser().NavigateAsync(Login);

        answer.ToErrorPage("provider_unavailable", "/home");
        Assert.Equal("", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_pushed_request_that_is_refused_leads_to_the_error_page()
    {
        Provider.MetadataTwists["pushed_authorization_request_endpoint"] = ProviderOrigin + "/par";
        Provider.Faults.Add(new Fault("par", 400, Body: """{"error":"invalid_request"}"""));
        await this.StartFirstAsync();

        var answer = await NewBrowser().NavigateAsync(Login);

        Assert.StartsWith("/oops?code=", answer.Headers.GetValues("Location").Single(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/auth/login")]
    [InlineData("/api/auth/callback?code=c&state=s")]
    public async Task A_reached_limit_leads_to_the_error_page(string address)
    {
        var browser = NewBrowser();
        for (var i = 0; i < 5; i++)
        {
            await browser.NavigateAsync(address);
        }

        (await browser.NavigateAsync(address)).ToErrorPage("rate_limited");
        await (await browser.FetchAsync("GET", "/api/auth/login")).RefusedAsync(429, "rate_limited", "retry");
    }

    [Theory]
    [InlineData("navigate", "document", null, true)]
    [InlineData("navigate", null, null, true)]
    [InlineData(null, null, "text/html,application/xhtml+xml,*/*;q=0.8", true)]
    [InlineData(null, null, "TEXT/HTML", true)]
    [InlineData(null, null, "application/json", false)]
    [InlineData(null, null, "*/*", false)]
    [InlineData(null, null, null, false)]
    [InlineData("cors", "empty", "text/html", false)]
    [InlineData("same-origin", "empty", "text/html", false)]
    [InlineData("no-cors", "image", "text/html", false)]
    [InlineData("navigate", "iframe", "text/html", false)]
    public async Task A_window_is_known_by_fetch_metadata_and_in_old_browsers_by_what_it_accepts(string? mode, string? destination, string? accept, bool isWindow)
    {
        var answer = await NewBrowser().SendBareAsync("GET", "/api/auth/login?prompt=sudo", request =>
        {
            Add(request, "Sec-Fetch-Mode", mode);
            Add(request, "Sec-Fetch-Dest", destination);
            Add(request, "Accept", accept);
        });

        await (isWindow ? ToPageAsync(answer) : answer.RefusedAsync(400, "request_invalid"));
    }

    [Fact]
    public async Task A_prefetch_is_refused_with_a_status_because_a_browser_would_keep_a_redirect_for_the_navigation()
    {
        var answer = await NewBrowser().NavigateAsync(Login, request => request.Headers.Add("Sec-Purpose", "prefetch"));

        await answer.RefusedAsync(400, "request_invalid");
    }

    [Theory]
    [InlineData("//evil.test")]
    [InlineData("https://evil.test/")]
    [InlineData("/\\evil.test")]
    [InlineData("/%5Cevil.test")]
    public async Task The_error_page_is_given_no_path_that_was_refused(string address) =>
        (await NewBrowser().NavigateAsync("/api/auth/login?returnUrl=" + Uri.EscapeDataString(address))).ToErrorPage("return_url_denied");

    [Fact]
    public async Task The_problem_of_a_login_that_cannot_begin_repeats_nothing_of_its_request()
    {
        var posted = await NewBrowser().FetchAsync("POST", "/api/auth/login", new { returnUrl = "/home", prompt = "sudo" });
        var fetched = await NewBrowser().SendBareAsync("GET", Login + "&prompt=sudo");

        await posted.RefusedAsync(400, "request_invalid");
        await fetched.RefusedAsync(400, "request_invalid");
        Assert.False((await posted.JsonAsync()).TryGetProperty("returnUrl", out _));
        Assert.False((await fetched.JsonAsync()).TryGetProperty("returnUrl", out _));
    }

    [Fact]
    public async Task Another_method_at_the_callback_is_told_so()
    {
        var answer = await NewBrowser().SendBareAsync("PUT", "/api/auth/callback");

        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
    }

    private static void Add(HttpRequestMessage request, string name, string? value)
    {
        if (value is not null)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }
    }

    private static Task ToPageAsync(HttpResponseMessage answer)
    {
        answer.ToErrorPage("request_invalid");
        return Task.CompletedTask;
    }
}
