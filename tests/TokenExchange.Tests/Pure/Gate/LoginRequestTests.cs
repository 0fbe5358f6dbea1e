using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using TokenExchange.Failures;
using TokenExchange.Login;

namespace TokenExchange.Tests.Pure;

/// <summary>What a page may ask of a login.</summary>
public sealed class LoginRequestTests
{
    [Fact]
    public void A_query_is_read_by_its_names()
    {
        var request = Read("?returnUrl=%2Fa%3Fb&loginHint=alice&prompt=login%20consent&acrValues=a%20b&maxAge=300&uiLocales=de&other=x").Value!;

        Assert.Equal(
            new LoginRequest { ReturnUrl = "/a?b", LoginHint = "alice", Prompt = "login consent", AcrValues = "a b", MaxAge = 300, UiLocales = "de" }, request);
        Assert.Null(request.Check([]));
    }

    [Fact]
    public void Empty_parameters_are_absent() =>
        Assert.Equal(new LoginRequest(), Read("?returnUrl=&loginHint=&prompt=&acrValues=&maxAge=&uiLocales=").Value);

    [Fact]
    public void Empty_members_of_a_body_are_absent_too()
    {
        var request = JsonSerializer.Deserialize("""{"prompt":"","loginHint":"","acrValues":"","uiLocales":""}""", LoginJson.Default.LoginRequest)!;

        Assert.Null(request.Check([]));
    }

    [Theory]
    [InlineData("?returnUrl=/a&returnUrl=/b")]
    [InlineData("?returnUrl=/a&RETURNURL=/b")]
    [InlineData("?prompt=login&prompt=login")]
    [InlineData("?maxAge=1&maxAge=1")]
    [InlineData("?maxAge=-1")]
    [InlineData("?maxAge=1.5")]
    [InlineData("?maxAge=1e3")]
    [InlineData("?maxAge=%201")]
    [InlineData("?maxAge=0x10")]
    [InlineData("?maxAge=99999999999999999999")]
    [InlineData("?maxAge=%D9%A1")]
    public void What_is_ambiguous_or_no_number_is_refused(string query) => Assert.Equal("request_invalid", Read(query).Failure?.Code);

    [Theory]
    [InlineData(0L, true)]
    [InlineData(31_536_000L, true)]
    [InlineData(31_536_001L, false)]
    [InlineData(-1L, false)]
    [InlineData(long.MinValue, false)]
    [InlineData(long.MaxValue, false)]
    public void The_age_is_at_most_a_year(long maxAge, bool isAccepted) =>
        Assert.Equal(isAccepted, new LoginRequest { MaxAge = maxAge }.Check([]) is null);

    [Theory]
    [InlineData("none", true)]
    [InlineData("login", true)]
    [InlineData("consent", true)]
    [InlineData("select_account", true)]
    [InlineData("create", true)]
    [InlineData("login consent", true)]
    [InlineData("none login", false)]
    [InlineData("login none", false)]
    [InlineData("Login", false)]
    [InlineData("login  consent", false)]
    [InlineData("admin", false)]
    [InlineData("login&request=x", false)]
    public void The_prompt_is_one_that_the_standard_knows(string prompt, bool isAccepted) =>
        Assert.Equal(isAccepted, new LoginRequest { Prompt = prompt }.Check([]) is null);

    [Theory]
    [InlineData("a\nb")]
    [InlineData("a\0b")]
    [InlineData("a\u0085b")]
    [InlineData("a\u007fb")]
    public void A_control_character_is_refused(string text)
    {
        Assert.NotNull(new LoginRequest { LoginHint = text }.Check([]));
        Assert.NotNull(new LoginRequest { AcrValues = text }.Check([]));
        Assert.NotNull(new LoginRequest { UiLocales = text }.Check([]));
    }

    [Theory]
    [InlineData(512, true)]
    [InlineData(513, false)]
    public void A_hint_is_bounded(int length, bool isAccepted) =>
        Assert.Equal(isAccepted, new LoginRequest { LoginHint = new string('a', length) }.Check([]) is null);

    [Theory]
    [InlineData("""{"returnUrl":"/a","returnUrl":"/b"}""")]
    [InlineData("""{"maxAge":"300"}""")]
    [InlineData("""{"maxAge":1.5}""")]
    [InlineData("""{"prompt":["login"]}""")]
    [InlineData("""{"loginHint":"\ud800"}""")]
    [InlineData("[]")]
    public void A_body_of_another_shape_is_refused(string body) =>
        Assert.ThrowsAny<JsonException>(() => JsonSerializer.Deserialize(body, LoginJson.Default.LoginRequest));

    private static Outcome<LoginRequest> Read(string query) => LoginRequest.Read(new QueryCollection(QueryHelpers.ParseQuery(query)), []);
}
