using System.Text.Json;
using TokenExchange.Emulators.Provider;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>Header members and claims of any JSON type, in tokens whose signature is sound and in forged ones: refused or accepted, never a 500.</summary>
[StateIndependent]
public sealed class OddTokenTests : TestStand
{
    private const string Alice = "88421113";

    private static readonly string[] Values =
    [
        "null", "true", "false", "0", "-1", "1.5", "1e999", "\"\"", "\"x\"", "\"JWT\"", "[]", "[1]", "[null]", "[\"x\"]", "[\"x\",1]", "[[]]", "[{}]", "{}", """{"a":1}""", """{"a":[{}]}""",
    ];

    public static TheoryData<string> HeaderMembers =>
        ["alg", "kid", "typ", "cty", "jku", "jwk", "x5u", "x5c", "x5t", "x5t#S256", "crit", "b64", "enc", "zip", "iss", "sub", "aud", "nonce", "epk", "apu", "p2c", "unknown"];

    public static TheoryData<string> Claims =>
        ["iss", "sub", "aud", "exp", "iat", "nbf", "jti", "sid", "events", "nonce", "azp", "acr", "amr", "auth_time", "at_hash", "name", "email", "unknown"];

    [Theory]
    [MemberData(nameof(HeaderMembers))]
    public async Task Any_value_of_a_header_member_of_a_logout_token_is_answered_without_a_fault(string member)
    {
        foreach (var value in Values)
        {
            Provider.TwistNextToken(new TokenTwist(Header: new() { [member] = Json(value) }));
            await AnsweredAsync(await this.LogOutAsync(Provider.LogoutToken(Alice, null)), $"{member}: {value}", 200, 400, 503);
        }
    }

    [Theory]
    [MemberData(nameof(Claims))]
    public async Task Any_value_of_a_claim_of_a_logout_token_is_answered_without_a_fault(string claim)
    {
        foreach (var value in Values)
        {
            Provider.TwistNextToken(new TokenTwist(Claims: new() { [claim] = Json(value) }));
            await AnsweredAsync(await this.LogOutAsync(Provider.LogoutToken(Alice, null)), $"{claim}: {value}", 200, 400);
        }
    }

    [Theory]
    [InlineData("[1]")]
    [InlineData("{}")]
    [InlineData("1")]
    [InlineData("\"\"")]
    public async Task A_logout_token_whose_session_or_user_has_another_type_ends_nothing(string value)
    {
        var browser = NewBrowser();
        await browser.SignInAsync();

        foreach (var claim in new[] { "sid", "sub" })
        {
            Provider.TwistNextToken(new TokenTwist(Claims: new() { [claim] = Json(value) }));
            await (await this.LogOutAsync(Provider.LogoutToken(Alice, "another-session"))).RefusedAsync(400, "request_invalid");
        }

        Assert.True(await browser.IsSignedInAsync());
    }

    [Theory]
    [MemberData(nameof(HeaderMembers))]
    public Task Any_value_of_a_header_member_of_an_id_token_is_answered_without_a_fault(string member) =>
        SignInWithAsync(value => new TokenTwist(Header: new() { [member] = value }), member);

    [Theory]
    [MemberData(nameof(Claims))]
    public Task Any_value_of_a_claim_of_an_id_token_is_answered_without_a_fault(string claim) =>
        SignInWithAsync(value => new TokenTwist(Claims: new() { [claim] = value }), claim);

    private async Task SignInWithAsync(Func<JsonElement, TokenTwist> twist, string name)
    {
        foreach (var value in Values)
        {
            var browser = NewBrowser();
            var callback = await browser.AuthorizeAsync();
            Provider.TwistNextToken(twist(Json(value)));
            await AnsweredAsync(await browser.ExchangeAsync(callback), $"{name}: {value} at the login", 200, 502);
        }

        foreach (var value in Values)
        {
            var browser = NewBrowser();
            await browser.SignInAsync();
            Provider.TwistNextToken(twist(Json(value)));
            await AnsweredAsync(await browser.FetchAsync("POST", "/api/auth/refresh"), $"{name}: {value} at a refresh", 200, 401, 502);
            await AnsweredAsync(await browser.FetchAsync("GET", "/api/auth/session"), $"{name}: {value} after a refresh", 200);
        }
    }

    private static async Task AnsweredAsync(HttpResponseMessage answer, string what, params int[] statuses) =>
        Assert.True(statuses.Contains((int)answer.StatusCode), $"{what}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");

    private static JsonElement Json(string text)
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }
}
