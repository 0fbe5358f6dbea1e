using System.Buffers.Text;
using System.Text;
using TokenExchange.Emulators.Wire;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http.Bugs;

/// <summary>Garbage from the provider, byte by byte: 502 and never 500.</summary>
public sealed class GarbageBugs : TestStand
{
    public static TheoryData<string, string> Bodies => new()
    {
        { "an access token of half a character", """{"access_token":"\ud800","token_type":"Bearer"}""" },
        { "a token type of half a character", """{"access_token":"x","token_type":"\ud800"}""" },
        { "a refresh token of half a character", """{"access_token":"x","token_type":"Bearer","refresh_token":"\udc00"}""" },
        { "a member of half a character", """{"\ud800":1,"access_token":"x","token_type":"Bearer"}""" },
        { "a lifetime of half a character", """{"access_token":"x","token_type":"Bearer","expires_in":"\ud800"}""" },
        { "a kid of half a character", Token("""{"alg":"RS256","kid":"\ud800"}""", "{}") },
        { "an alg of half a character", Token("""{"alg":"\ud800"}""", "{}") },
        { "an issuer of half a character", Token("""{"alg":"RS256"}""", """{"iss":"\ud800"}""") },
        { "an audience of half a character", Token("""{"alg":"RS256"}""", """{"iss":"https://login.example.test","aud":["\ud800"]}""") },
        { "a header member of half a character", Token("""{"alg":"RS256","\ud800":1}""", "{}") },
        { "a claim name of half a character", Token("""{"alg":"RS256"}""", """{"\ud800":1}""") },
        { "an issuer that is no UTF-8", Token("""{"alg":"RS256"}""", "{\"iss\":\"\u00ff\"}", Encoding.Latin1) },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task Garbage_of_the_token_endpoint_is_502(string what, string body)
    {
        var browser = NewBrowser();
        var callback = await browser.AuthorizeAsync();
        Provider.Faults.Add(new Fault("token", 200, Body: body));

        var answer = await browser.ExchangeAsync(callback);

        Assert.True((int)answer.StatusCode == 502, $"{what}: {(int)answer.StatusCode}");
    }

    [Fact]
    public async Task An_error_of_half_a_character_is_no_500()
    {
        var browser = NewBrowser();
        var callback = await browser.AuthorizeAsync();
        Provider.Faults.Add(new Fault("token", 400, Body: """{"error":"\ud800"}"""));

        var answer = await browser.ExchangeAsync(callback);

        await answer.RefusedAsync(502, "provider_unavailable");
    }

    private static string Token(string header, string claims, Encoding? encoding = null)
    {
        var token = $"{Part(header, encoding)}.{Part(claims, encoding)}.AAAA";
        return $$"""{"access_token":"x","token_type":"Bearer","id_token":"{{token}}"}""";
    }

    private static string Part(string json, Encoding? encoding) => Base64Url.EncodeToString((encoding ?? Encoding.UTF8).GetBytes(json));
}
