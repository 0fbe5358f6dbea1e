using System.Buffers.Text;
using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using TokenExchange.Emulators.Wire;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>The claims challenge of APIs behind Entra ID: the page gets what its login has to request, and after that the API gets a new token.</summary>
[StateIndependent]
public sealed class ClaimsChallengeTests() : TestStand(settings =>
{
    ExchangeStand.AddRoutes(settings);
    settings["TokenExchange:Provider:AuthorizeParameters:claims"] = """{"access_token":{"xms_cc":{"values":["cp1"]}}}""";
})
{
    private const string Demand = """{"access_token":{"nbf":{"essential":true,"value":"1763990000"}}}""";
    private const string Error = "Bearer realm=\"\", authorization_uri=\"https://login.example.test/authorize\", client_id=\"c\", errorDescription=\"secret, text\", error=\"insufficient_claims\"";

    [Theory]
    [InlineData("echo", true, 0)]
    [InlineData("orders", false, 1)]
    [InlineData("graph", true, 2)]
    public async Task After_the_login_that_the_API_demands_it_gets_a_new_token(string route, bool isUrlSafe, int blanks)
    {
        var browser = await SignedInAsync();
        var address = $"/api/proxy/{route}/anything";
        var refused = new List<string>();
        Network.Add("api.example.test", new ScriptedServer(request =>
        {
            refused.Add(request.Headers.Authorization!.Parameter!);
            return ScriptedServer.Answer(
                refused.Distinct().Count() == 1 ? HttpStatusCode.Unauthorized : HttpStatusCode.OK, "", ("WWW-Authenticate", $"{Error}, claims=\"{Encode(Demand + new string(' ', blanks), isUrlSafe)}\""));
        }));

        var answer = await browser.FetchAsync("GET", address);
        await answer.RefusedAsync(401, "stepup_required", "stepup");
        var body = await answer.JsonAsync();
        var claims = body.GetProperty("claims").GetString();
        Assert.Equal(Demand, claims);
        Assert.DoesNotContain("secret", body.ToString(), StringComparison.Ordinal);

        var authorization = await browser.BeginAsync(login: new { claims, loginHint = "alice" });
        Assert.Equal(
            """{"access_token":{"xms_cc":{"values":["cp1"]},"nbf":{"essential":true,"value":"1763990000"}}}""",
            QueryHelpers.ParseQuery(new Uri(authorization).Query)["claims"]);
        var callback = (await browser.NavigateAsync(authorization)).Headers.GetValues("Location").Single();
        Assert.Equal(HttpStatusCode.OK, (await browser.ExchangeAsync(callback)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await browser.FetchAsync("GET", address)).StatusCode);
        Assert.Equal(2, refused.Count);
    }

    [Theory]
    [InlineData("no claims at all")]
    [InlineData("claims=\"\"")]
    [InlineData("claims=\"not base64!\"")]
    [InlineData("claims=\"e30\"")] // {}
    [InlineData("claims=\"W10=\"")] // []
    [InlineData("claims=\"eyJpZF90b2tlbiI6e319\"")] // {"id_token":{}}
    [InlineData("claims=\"eyJhY2Nlc3NfdG9rZW4iOnt9LCJpZF90b2tlbiI6e319\"")] // {"access_token":{},"id_token":{}}
    [InlineData("claims=\"eyJhY2Nlc3NfdG9rZW4iOnt9LCJhY2Nlc3NfdG9rZW4iOnt9fQ==\"")] // access_token twice
    [InlineData("claims=\"eyJhY2Nlc3NfdG9rZW4iOiJ4In0=\"")] // {"access_token":"x"}
    public async Task A_demand_that_no_login_takes_stays_the_answer_of_the_API(string claims)
    {
        var browser = await SignedInAsync();
        Answer($"{Error}, {claims}");

        var answer = await browser.FetchAsync("GET", "/api/proxy/echo/anything");

        Assert.Equal((HttpStatusCode.Unauthorized, false), (answer.StatusCode, answer.Headers.Contains("TE-Error")));
    }

    [Fact]
    public async Task A_huge_demand_stays_the_answer_of_the_API()
    {
        var browser = await SignedInAsync();
        Answer($"{Error}, claims=\"{Encode($$$"""{"access_token":{"x":"{{{new string('x', 1100)}}}"}}""")}\"");

        Assert.False((await browser.FetchAsync("GET", "/api/proxy/echo/anything")).Headers.Contains("TE-Error"));
    }

    [Theory]
    [InlineData("{0}")]
    [InlineData("\\u00{1:x2}{2}")]
    public async Task An_API_that_repeats_its_token_as_claims_reveals_nothing(string form)
    {
        var browser = await SignedInAsync();
        Network.Add("api.example.test", new ScriptedServer(request =>
        {
            var token = request.Headers.Authorization!.Parameter!;
            var spelt = string.Format(System.Globalization.CultureInfo.InvariantCulture, form, token, (int)token[0], token[1..]);
            return ScriptedServer.Answer(HttpStatusCode.Unauthorized, "", ("WWW-Authenticate", $"{Error}, claims=\"{Encode($$$"""{"access_token":{"x":"{{{spelt}}}"}}""")}\""));
        }));

        var answer = await browser.FetchAsync("GET", "/api/proxy/echo/anything");

        Assert.False(answer.Headers.Contains("TE-Error"));
        Assert.Equal("", await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("""{"id_token":{"sub":{"value":"bob"}}}""")]
    [InlineData("""{"access_token":{},"userinfo":{}}""")]
    [InlineData("""{"access_token":{}}{""")]
    [InlineData("""{"access_token":[]}""")]
    [InlineData("long")]
    public async Task A_login_takes_no_other_claims(string claims)
    {
        var browser = NewBrowser();
        var sent = claims == "long" ? $$$"""{"access_token":{"x":"{{{new string('x', 1024)}}}"}}""" : claims;

        await (await browser.FetchAsync("POST", "/api/auth/login", new { claims = sent })).RefusedAsync(400, "request_invalid");
        (await browser.NavigateAsync($"{AppOrigin}/api/auth/login?claims={Uri.EscapeDataString(sent)}")).ToErrorPage("request_invalid");
    }

    [Theory]
    [InlineData("claims")]
    [InlineData("Claims")]
    public async Task A_parameter_of_the_page_is_no_way_around_these_bounds(string name)
    {
        Settings["TokenExchange:Login:PageParameters:0"] = name;

        var refusal = await Assert.ThrowsAsync<ConfigurationException>(() => AddGatewayAsync("app2.example.test"));

        Assert.StartsWith("TokenExchange:Login:PageParameters:0", Assert.Single(refusal.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Claims_as_an_object_of_the_body_are_refused() =>
        await (await NewBrowser().FetchAsync("POST", "/api/auth/login", new { claims = new { access_token = new { } } })).RefusedAsync(400, "request_invalid");

    [Fact]
    public async Task A_provider_that_demands_claims_in_an_exchange_is_understood_and_asked_once()
    {
        var browser = await SignedInAsync();
        Provider.Faults.Add(new Fault("token", 400, Count: 1, Body: JsonSerializer.Serialize(new { error = "interaction_required", claims = Demand })));

        for (var i = 0; i < 3; i++)
        {
            var answer = await browser.FetchAsync("GET", "/api/proxy/graph/anything");
            await answer.RefusedAsync(401, "stepup_required", "stepup");
            Assert.Equal(Demand, (await answer.JsonAsync()).GetProperty("claims").GetString());
        }

        await browser.SignInAsync();
        Assert.Equal(HttpStatusCode.OK, (await browser.FetchAsync("GET", "/api/proxy/graph/anything")).StatusCode);
    }

    private static string Encode(string text, bool isUrlSafe = false) => isUrlSafe
        ? Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text))
        : Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private void Answer(string challenge) =>
        Network.Add("api.example.test", new ScriptedServer(_ => ScriptedServer.Answer(HttpStatusCode.Unauthorized, "", ("WWW-Authenticate", challenge))));

    private async Task<Browser> SignedInAsync()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        return browser;
    }
}
