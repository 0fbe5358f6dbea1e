using System.Net;
using System.Text.Json;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>An API that demands a stronger or more recent sign-in (RFC 9470): the page learns what its login has to request.</summary>
[StateIndependent]
public sealed class StepUpChallengeTests : TestStand
{
    private const string Error = "Bearer error=\"insufficient_user_authentication\"";

    [Theory]
    [InlineData(Error, null, null)]
    [InlineData(Error + ", error_description=\"secret <text>\", acr_values=\"2 urn:mfa\", max_age=\"300\"", "2 urn:mfa", 300)]
    [InlineData(Error + ", max_age=0", null, 0)]
    [InlineData(Error + ", acr_values=\"2\\\"3\", max_age=\"-1\"", null, null)]
    [InlineData(Error + ", acr_values=\"\", max_age=\"99999999\"", null, null)]
    [InlineData("Bearer ERROR = insufficient_user_authentication , ACR_Values=\"2\",max_age=5", "2", 5)] // RFC 9110 section 11.2: a token or a quoted string, blanks, any case
    [InlineData("Bearer realm=\"\", authorization_uri=\"https://login.example.test/a?b=c, d\", error=\"insufficient_user_authentication\"", null, null)]
    [InlineData("bearer realm=\"a\", error=\"insufficient_user_authentication\", acr_values=\"2\"", "2", null)]
    public async Task The_page_gets_what_its_login_needs_and_nothing_else_of_the_API(string challenge, string? acrValues, int? maxAge)
    {
        var browser = await SignedInAsync();
        Answer(challenge);

        var answer = await browser.FetchAsync("POST", "/api/proxy/echo/anything", new { a = 1 });

        await answer.RefusedAsync(401, "stepup_required", "stepup");
        var body = await answer.JsonAsync();
        Assert.Equal(acrValues, body.TryGetProperty("acrValues", out var acr) ? acr.GetString() : null);
        Assert.Equal(maxAge, body.TryGetProperty("maxAge", out var age) ? age.GetInt32() : null);
        Assert.DoesNotContain("secret", body.ToString(), StringComparison.Ordinal);
        Assert.False(answer.Headers.Contains("WWW-Authenticate"));
        Assert.True(await browser.IsSignedInAsync());
    }

    [Theory]
    [InlineData(401, "Bearer error=\"insufficient_scope\"")]
    [InlineData(401, "Bearer error_description=\"insufficient_user_authentication\"")]
    [InlineData(401, "Bearer error_description=\"a, error=insufficient_user_authentication\"")]
    [InlineData(401, "Bearer error_description=\"a \\\", error=\\\"insufficient_user_authentication\\\"\"")]
    [InlineData(401, "Bearer error=\"insufficient_user_authentication\", error=\"invalid_token\"")]
    [InlineData(401, "DPoP error=\"insufficient_user_authentication\"")]
    [InlineData(403, Error)]
    public async Task Any_other_answer_of_the_API_is_passed_on(int status, string challenge)
    {
        var browser = await SignedInAsync();
        Answer(challenge, (HttpStatusCode)status);

        var answer = await browser.FetchAsync("GET", "/api/proxy/echo/anything");

        Assert.Equal((status, false), ((int)answer.StatusCode, answer.Headers.Contains("TE-Error")));
    }

    [Fact]
    public async Task An_API_that_does_not_act_for_the_user_cannot_ask_for_a_step_up()
    {
        var browser = await SignedInAsync();
        Answer(Error);

        Assert.False((await browser.FetchAsync("GET", "/api/proxy/partner/anything")).Headers.Contains("TE-Error"));
    }

    [Fact]
    public async Task An_API_that_repeats_its_token_as_acr_values_reveals_nothing()
    {
        var browser = await SignedInAsync();
        Network.Add("api.example.test", new ScriptedServer(request => ScriptedServer.Answer(
            HttpStatusCode.Unauthorized, "", ("WWW-Authenticate", $"{Error}, acr_values=\"{request.Headers.Authorization!.Parameter}\""))));

        var body = await (await browser.FetchAsync("GET", "/api/proxy/echo/anything")).JsonAsync();

        Assert.Equal(JsonValueKind.Undefined, body.TryGetProperty("acrValues", out var acr) ? acr.ValueKind : default);
    }

    private void Answer(string challenge, HttpStatusCode status = HttpStatusCode.Unauthorized) =>
        Network.Add("api.example.test", new ScriptedServer(_ => ScriptedServer.Answer(status, "", ("WWW-Authenticate", challenge))));

    private async Task<Browser> SignedInAsync()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        return browser;
    }
}
