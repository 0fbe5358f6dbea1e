using System.Net;
using TokenExchange.Emulators.Wire;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>The provider's answer comes as a form that the provider's page posts.</summary>
public sealed class FormPostTests() : TestStand(settings =>
{
    settings["TokenExchange:Login:CallbackPath"] = "/api/auth/callback";
    settings["TokenExchange:Provider:ResponseMode"] = "form_post";
})
{
    private const string Callback = "/api/auth/callback";

    [Fact]
    public async Task A_posted_answer_is_completed_across_sites_and_answered_with_303()
    {
        var browser = NewBrowser();
        var fields = await browser.AuthorizeFormAsync();

        var answer = await browser.PostFormAcrossAsync(Callback, fields);

        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        Assert.Equal("/home", answer.Headers.GetValues("Location").Single());
        Assert.True(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task The_transaction_cookie_may_travel_across_sites_and_is_cleared_with_the_same_attributes()
    {
        var browser = NewBrowser();
        var fields = await browser.AuthorizeFormAsync();
        var transaction = Assert.Single(browser.Cookies, cookie => cookie.Name.StartsWith("__Host-te-tx-", StringComparison.Ordinal));

        var answer = await browser.PostFormAcrossAsync(Callback, fields);

        Assert.Equal("None", transaction.SameSite);
        var cleared = answer.Headers.GetValues("Set-Cookie").Single(line => line.StartsWith(transaction.Name + "=;", StringComparison.Ordinal));
        Assert.EndsWith("; Max-Age=0; Path=/; Secure; HttpOnly; SameSite=None", cleared, StringComparison.Ordinal);
        Assert.All(browser.Cookies.Where(cookie => cookie.Host == "app.example.test"), cookie => Assert.Equal("Strict", cookie.SameSite));
    }

    [Theory]
    [InlineData("code")]
    [InlineData("state")]
    [InlineData("iss")]
    public async Task A_field_that_comes_twice_is_refused_before_the_provider_is_asked(string name)
    {
        var browser = NewBrowser();
        var fields = await browser.AuthorizeFormAsync();
        fields.Add(fields.Single(field => field.Key == name));

        var answer = await browser.PostFormAcrossAsync(Callback, fields);

        Assert.StartsWith("/oops?code=request_invalid&", answer.Headers.GetValues("Location").Single(), StringComparison.Ordinal);
        Assert.Equal(0, ProviderCalls("token"));
    }

    [Theory]
    [InlineData("application/json", "{}", "unsupported_media_type")]
    [InlineData("multipart/form-data; boundary=x", "--x--", "unsupported_media_type")]
    [InlineData("application/x-www-form-urlencoded", "", "request_invalid")]
    [InlineData("application/x-www-form-urlencoded", "state=%FF%FE&code=1", "transaction_missing")]
    public async Task Another_kind_of_body_goes_to_the_error_page(string type, string body, string code)
    {
        var browser = NewBrowser();

        var answer = await browser.SendBareAsync("POST", Callback, request =>
        {
            request.Content = new StringContent(body);
            request.Content.Headers.Remove("Content-Type");
            request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        });

        Assert.StartsWith($"/oops?code={code}&traceId=", answer.Headers.GetValues("Location").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_is_too_large_goes_to_the_error_page()
    {
        var answer = await NewBrowser().PostFormAcrossAsync(Callback, [new("state", "s"), new("code", new string('c', 40_000))]);

        Assert.StartsWith("/oops?code=payload_too_large&", answer.Headers.GetValues("Location").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_outage_keeps_the_transaction_and_the_same_form_works_afterwards()
    {
        var browser = NewBrowser();
        var fields = await browser.AuthorizeFormAsync();
        Provider.Faults.Add(new Fault("token", 500));

        var failed = await browser.PostFormAcrossAsync(Callback, fields);
        var retried = await browser.PostFormAcrossAsync(Callback, fields);

        Assert.StartsWith("/oops?code=provider_unavailable&", failed.Headers.GetValues("Location").Single(), StringComparison.Ordinal);
        Assert.Equal("/home", retried.Headers.GetValues("Location").Single());
    }
}
