using TokenExchange.Emulators.Provider;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>ID tokens that must not sign anybody in, each wrong in one thing alone.</summary>
[StateIndependent]
public sealed class IdTokenAttackTests : TestStand
{
    private const string Us = "token-exchange-demo";

    private static readonly long Now = new ManualClock().GetUtcNow().ToUnixTimeSeconds();

    private static readonly Dictionary<string, TokenTwist> Attacks = new()
    {
        ["alg none"] = Twist.Alg("none"),
        ["alg HS256 with the client secret"] = Twist.Alg("HS256"),
        ["alg in another case"] = Twist.Header("alg", "rs256"),
        ["alg NONE"] = Twist.Header("alg", "NONE"),
        ["alg that the key has not"] = Twist.Header("alg", "RS512"),
        ["alg that is a list"] = Twist.Header("alg", new[] { "RS256" }),
        ["alg of another family"] = Twist.Header("alg", "ES256K"),
        ["crit"] = Twist.Header("crit", new[] { "exp" }),
        ["crit empty"] = Twist.Header("crit", Array.Empty<string>()),
        ["b64 false"] = Twist.Header("b64", false),
        ["zip"] = Twist.Header("zip", "DEF"),
        ["enc"] = Twist.Header("enc", "A256GCM"),
        ["kid that is a number"] = Twist.Header("kid", 1),
        ["kid of another key"] = Twist.Header("kid", "dev-1-ec"),
        ["kid that is a path"] = Twist.Header("kid", "../../etc/passwd"),
        ["typ of a logout token"] = Twist.Header("typ", "logout+jwt"),
        ["typ of an access token"] = Twist.Header("typ", "at+jwt"),
        ["typ of a client assertion"] = Twist.Header("typ", "client-authentication+jwt"),
        ["iss of another host"] = Twist.Claim("iss", "https://evil.test"),
        ["iss with a slash"] = Twist.Claim("iss", ProviderOrigin + "/"),
        ["iss in another case"] = Twist.Claim("iss", "https://LOGIN.example.test"),
        ["iss that goes on"] = Twist.Claim("iss", ProviderOrigin + ".evil.test"),
        ["iss as a list"] = Twist.Claim("iss", new[] { ProviderOrigin }),
        ["iss missing"] = Twist.Omit("iss"),
        ["aud of another client"] = Twist.Claim("aud", "other"),
        ["aud of another case"] = Twist.Claim("aud", "Token-Exchange-Demo"),
        ["aud with a stranger"] = Twist.Claim("aud", new[] { Us, "other" }),
        ["aud twice us"] = Twist.Claim("aud", new[] { Us, Us }),
        ["aud empty"] = Twist.Claim("aud", Array.Empty<string>()),
        ["aud a number"] = Twist.Claim("aud", 7),
        ["aud an object"] = Twist.Claim("aud", new { a = Us }),
        ["aud missing"] = Twist.Omit("aud"),
        ["azp of another client"] = Twist.Claim("azp", "other"),
        ["azp a number"] = Twist.Claim("azp", 1),
        ["sub missing"] = Twist.Omit("sub"),
        ["sub empty"] = Twist.Claim("sub", ""),
        ["sub a number"] = Twist.Claim("sub", 7),
        ["sub too long"] = Twist.Claim("sub", new string('s', 256)),
        ["exp over by more than the skew"] = Twist.Claim("exp", Now - 60),
        ["exp missing"] = Twist.Omit("exp"),
        ["exp text"] = Twist.Claim("exp", (Now + 300).ToString(System.Globalization.CultureInfo.InvariantCulture)),
        ["exp beyond all numbers"] = Twist.Raw("exp", "1e300"),
        ["exp negative"] = Twist.Claim("exp", -1),
        ["exp null"] = Twist.Claim("exp", null),
        ["iat in ten minutes"] = Twist.Claim("iat", Now + 600),
        ["iat missing"] = Twist.Omit("iat"),
        ["iat text"] = Twist.Claim("iat", "now"),
        ["nbf in ten minutes"] = Twist.Claim("nbf", Now + 600),
        ["nbf text"] = Twist.Claim("nbf", "later"),
        ["nonce of another login"] = Twist.Claim("nonce", "another"),
        ["nonce missing"] = Twist.Omit("nonce"),
        ["nonce empty"] = Twist.Claim("nonce", ""),
        ["nonce a number"] = Twist.Claim("nonce", 1),
        ["at_hash of another token"] = Twist.Claim("at_hash", "AAAAAAAAAAAAAAAAAAAAAA"),
        ["at_hash a number"] = Twist.Claim("at_hash", 1),
        ["at_hash empty"] = Twist.Claim("at_hash", ""),
    };

    private static readonly Dictionary<string, TokenTwist> Harmless = new()
    {
        ["RS256"] = Twist.Alg("RS256"),
        ["RS384"] = Twist.Alg("RS384"),
        ["RS512"] = Twist.Alg("RS512"),
        ["PS256"] = Twist.Alg("PS256"),
        ["PS384"] = Twist.Alg("PS384"),
        ["PS512"] = Twist.Alg("PS512"),
        ["ES256"] = Twist.Alg("ES256"),
        ["aud as a list of us"] = Twist.Claim("aud", new[] { Us }),
        ["azp of us"] = Twist.Claim("azp", Us),
        ["exp within the skew"] = Twist.Claim("exp", Now - 30),
        ["exp with a fraction"] = Twist.Raw("exp", $"{Now + 300}.5"),
        ["iat within the skew"] = Twist.Claim("iat", Now + 30),
        ["nbf within the skew"] = Twist.Claim("nbf", Now + 30),
        ["no at_hash"] = Twist.Omit("at_hash"),
        ["typ in lower case"] = Twist.Header("typ", "jwt"),
        ["addresses of keys in the header"] = new(Header: new()
        {
            ["jku"] = System.Text.Json.JsonSerializer.SerializeToElement("https://evil.test/jwks"),
            ["x5u"] = System.Text.Json.JsonSerializer.SerializeToElement("https://evil.test/x5u"),
        }),
    };

    public static TheoryData<string> AttackNames => [.. Attacks.Keys];

    public static TheoryData<string> HarmlessNames => [.. Harmless.Keys];

    [Theory]
    [MemberData(nameof(AttackNames))]
    public async Task An_attack_signs_nobody_in_and_sets_no_cookie(string name)
    {
        var browser = NewBrowser();
        var callback = await browser.AuthorizeAsync();
        Provider.TwistNextToken(Attacks[name]);

        var answer = await browser.ExchangeAsync(callback);

        await answer.RefusedAsync(502, "id_token_invalid", "login");
        Assert.DoesNotContain(browser.Cookies, cookie => cookie.Host == "app.example.test");
        await browser.SignInAsync();
    }

    [Theory]
    [MemberData(nameof(HarmlessNames))]
    public async Task What_the_standards_allow_signs_in(string name)
    {
        Provider.TwistNextToken(Harmless[name]);

        await NewBrowser().SignInAsync();
    }
}
