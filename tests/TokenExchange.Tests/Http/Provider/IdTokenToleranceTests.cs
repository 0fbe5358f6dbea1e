using System.Net;
using TokenExchange.Emulators.Provider;
using TokenExchange.Emulators.Wire;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>What settings let a provider do that the standards do not: each of them, and what stays refused beside it.</summary>
public sealed class IdTokenToleranceTests() : TestStand(settings =>
{
    settings["TokenExchange:Provider:TrustedAudiences:0"] = "project-1";
    settings["TokenExchange:Provider:Nonce"] = "optional";
    settings["TokenExchange:Provider:AccessTokenLifetime"] = "00:10:00";
})
{
    private const string Us = "token-exchange-demo";

    [Fact]
    public async Task A_trusted_audience_beside_us_is_accepted_with_azp() =>
        Assert.Equal(HttpStatusCode.OK, (await SignInAsync(Twist.Claims(("aud", new[] { Us, "project-1" }), ("azp", Us)))).StatusCode);

    public static TheoryData<string[], string?> Audiences => new()
    {
        { [Us, "project-1"], null },
        { [Us, "project-1"], "project-1" },
        { [Us, "project-2"], Us },
        { [Us, "project-1", "project-2"], Us },
        { ["project-1"], Us },
        { [Us, Us], Us },
        { [], Us },
    };

    [Theory]
    [MemberData(nameof(Audiences))]
    public async Task Another_audience_or_none_of_ours_is_refused(string[] audiences, string? azp) =>
        await (await SignInAsync(azp is null ? Twist.Claims(("aud", audiences)) : Twist.Claims(("aud", audiences), ("azp", azp)))).RefusedAsync(502, "id_token_invalid");

    [Fact]
    public async Task A_token_without_a_nonce_is_accepted() => Assert.Equal(HttpStatusCode.OK, (await SignInAsync(Twist.Omit("nonce"))).StatusCode);

    [Theory]
    [InlineData("another")]
    [InlineData("")]
    [InlineData(null)]
    public async Task A_nonce_that_is_there_must_match(string? nonce) => await (await SignInAsync(Twist.Claim("nonce", nonce))).RefusedAsync(502, "id_token_invalid");

    [Fact]
    public async Task Without_expires_in_the_lifetime_of_the_settings_counts_and_without_a_type_the_token_is_bearer()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        Provider.Faults.Add(new Fault("token", 200, Body: """{"access_token":"at-without-a-lifetime"}"""));
        await browser.FetchAsync("POST", "/api/auth/refresh");

        var times = (await browser.SessionAsync()).GetProperty("session");

        Assert.Equal(600, times.GetProperty("accessTokenExpiresIn").GetInt64());
    }

    private async Task<HttpResponseMessage> SignInAsync(TokenTwist twist)
    {
        var browser = NewBrowser();
        var callback = await browser.AuthorizeAsync();
        Provider.TwistNextToken(twist);
        return await browser.ExchangeAsync(callback);
    }
}
