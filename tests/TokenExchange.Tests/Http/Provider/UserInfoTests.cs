using System.Net;
using System.Net.Http.Headers;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>Claims that a provider gives by its userinfo endpoint alone (<c>Provider:UserInfo</c>).</summary>
public sealed class UserInfoTests : TestStand
{
    private const string Alice = "88421113";

    private AuthenticationHeaderValue? _sent;

    public UserInfoTests()
        : base(settings =>
        {
            settings["TokenExchange:Provider:UserInfo"] = "true";
            settings["TokenExchange:Sessions:Claims:2"] = "groups";
        })
    {
        Provider.MetadataTwists["userinfo_endpoint"] = "https://users.example.test/me";
        Answer(HttpStatusCode.OK, $$"""{"sub":"{{Alice}}","name":"Not this one","groups":["a",{"id":1}]}""");
    }

    /// <summary>An instance that reads the metadata with the endpoint in it.</summary>
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await this.StartFirstAsync();
    }

    [Fact]
    public async Task Claims_that_the_ID_token_lacks_come_from_userinfo_and_stay_after_a_refresh()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        await browser.FetchAsync("POST", "/api/auth/refresh");

        var claims = (await browser.SessionAsync()).GetProperty("claims");

        Assert.Equal("""["a",{"id":1}]""", claims.GetProperty("groups").GetRawText());
        Assert.Equal("Alice Example", claims.GetProperty("name").GetString());
        Assert.Equal("Bearer", _sent?.Scheme);
        Assert.StartsWith("at-", _sent?.Parameter, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"sub":"88421114","groups":["admin"]}""", 502, "id_token_invalid")]
    [InlineData("""{"groups":["admin"]}""", 502, "id_token_invalid")]
    [InlineData("""{"sub":88421113}""", 502, "id_token_invalid")]
    [InlineData("""{"sub":"88421113","sub":"88421113"}""", 502, "provider_unavailable")]
    [InlineData("eyJhbGciOiJub25lIn0.e30.", 502, "provider_unavailable")]
    [InlineData("[]", 502, "provider_unavailable")]
    public async Task An_answer_about_somebody_else_or_of_another_form_signs_nobody_in(string body, int status, string code)
    {
        Answer(HttpStatusCode.OK, body);
        var browser = NewBrowser();

        await (await browser.ExchangeAsync(await browser.AuthorizeAsync())).RefusedAsync(status, code, "login");

        Assert.False(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task A_refusal_of_the_endpoint_signs_nobody_in()
    {
        Answer(HttpStatusCode.Forbidden, "{}");
        var browser = NewBrowser();

        await (await browser.ExchangeAsync(await browser.AuthorizeAsync())).RefusedAsync(502, "provider_unavailable", "login");
    }

    private void Answer(HttpStatusCode status, string body) => Network.Add("users.example.test", new ScriptedServer(request =>
    {
        _sent = request.Headers.Authorization;
        return ScriptedServer.Answer(status, body, ("Content-Type", "application/json"));
    }));
}
