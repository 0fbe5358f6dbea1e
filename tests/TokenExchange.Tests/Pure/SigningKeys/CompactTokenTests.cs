using System.Buffers.Text;
using System.Text;
using TokenExchange.SigningKeys;

namespace TokenExchange.Tests.Pure;

/// <summary>A token taken apart strictly (RFC 7515 section 5.2, RFC 8725): one spelling, one meaning.</summary>
public sealed class CompactTokenTests
{
    private const string Header = """{"alg":"RS256","kid":"k1","typ":"JWT"}""";
    private const string Payload = """{"sub":"u"}""";

    private static readonly string Good = $"{PaperKey.Encode(Header)}.{PaperKey.Encode(Payload)}.AAAA";

    public static TheoryData<string> Headers { get; } =
    [
        """{"typ":"JWT"}""", """{"alg":null}""", """{"alg":1}""", """{"alg":["RS256"]}""", """{"alg":""}""", """{"alg":"none"}""", """{"alg":"None"}""", """{"alg":"NONE"}""", """{"alg":"HS256"}""",
        """{"alg":"HS512"}""", """{"alg":"ES256K"}""", """{"alg":"EdDSA"}""", """{"alg":"rs256"}""", """{"alg":"RS256 "}""", """{"alg":"RS1"}""", """{"alg":"RSA-OAEP"}""", """{"alg":"RSA1_5"}""", """{"alg":"dir"}""",
        """{"alg":"http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"}""", """{"alg":"RS256","alg":"RS256"}""", """{"alg":"none","alg":"RS256"}""", """{"alg":"RS256","kid":"a","kid":"b"}""",
        """{"alg":"RS256","crit":["exp"]}""", """{"alg":"RS256","crit":[]}""", """{"alg":"RS256","crit":null}""", """{"alg":"RS256","b64":false}""", """{"alg":"RS256","b64":true}""",
        """{"alg":"RS256","enc":"A256GCM"}""", """{"alg":"RS256","zip":"DEF"}""", """{"alg":"RS256","kid":1}""", """{"alg":"RS256","kid":null}""", """{"alg":"RS256","kid":{}}""", """{"alg":"RS256","typ":1}""",
        """{"alg":"RS256","cty":[1]}""", """{"alg":"RS256","typ":null}""", """{"alg":"RS256","typ":["JWT"]}""", """{"alg":"RS256","jku":1}""", """{"alg":"RS256","x5u":["https://a.example"]}""",
        """{"alg":"RS256","x5t":{}}""", """{"alg":"RS256","x5t#S256":1}""", """{"alg":"RS256","x5c":"AAAA"}""", """{"alg":"RS256","x5c":[]}""", """{"alg":"RS256","x5c":[1]}""", """{"alg":"RS256","jwk":"{}"}""",
        """{"alg":"RS256","jwk":[]}""", """{"alg":"RS256","crit":"exp"}""", """{"alg":"RS256","crit":[1]}""", """{"alg":"RS256","b64":"true"}""", """{"alg":"RS256","iss":1}""", """{"alg":"RS256","sub":{}}""",
        """{"alg":"RS256","aud":[1]}""", """{"alg":"RS256","nonce":1}""", """{"alg":"RS256","epk":1}""", """{"alg":"RS256","p2c":"1"}""", """{"alg":"RS256","p2c":1e99}""", """{"alg":"RS256","enc":1}""", """{"alg":"RS256","zip":1}""",
        "[]", "null", "\"RS256\"", "1", "", "{", """{"alg":"RS256"} x""", """{"alg":"RS256"}{}""", """{"alg":"RS256",}""", """{'alg':'RS256'}""", """{/**/"alg":"RS256"}""", "\ufeff{\"alg\":\"RS256\"}",
    ];

    public static TheoryData<string?> Texts { get; } =
    [
        (string?)null, "", ".", "..", "...", "a", "a.b", "a.b.c", Good + ".AAAA.AAAA", Good + ".", "." + Good, Good[..^4], Good[..^5], Good + "=", Good + " ", " " + Good, Good + "\n", Good.Replace(".", "=.", StringComparison.Ordinal),
        Good.Replace(".", " .", StringComparison.Ordinal), Good.Replace('.', ':'), Good[..^4] + "AA+A", Good[..^4] + "AA/A", Good[..^4] + "AAAé", Good[..^4] + "A", Good[..^4] + "AB", Good[..^4] + "AAB", Good[..^4] + "AA A",
        """{"payload":"x","signatures":[]}""", "Bearer " + Good, PaperKey.Encode(Header) + ".." + "AAAA",
    ];

    [Fact]
    public void A_plain_signed_token_is_taken_apart()
    {
        Assert.True(CompactToken.TryParse(Good, out var token));
        Assert.Equal(("RS256", "k1", "JWT", "u"), (token.Algorithm, token.Kid, token.Type, token.Claim("sub")));
    }

    [Theory]
    [InlineData("""{"alg":"RS256","cty":"JWT","jku":"https://a.example","x5u":"x","x5t":"AA","x5t#S256":"AA","x5c":["AA"],"jwk":{},"iss":"i","sub":"s","aud":["a"],"nonce":"n"}""")]
    [InlineData("""{"alg":"RS256","unknown":[{"a":[1,null]}],"other":1e999,"third":null}""")]
    public void Members_of_their_types_and_unknown_ones_are_taken(string header) =>
        Assert.True(CompactToken.TryParse($"{PaperKey.Encode(header)}.{PaperKey.Encode(Payload)}.AAAA", out _));

    [Theory]
    [MemberData(nameof(Headers))]
    public void Any_other_header_is_refused(string header) =>
        Assert.False(CompactToken.TryParse($"{PaperKey.Encode(header)}.{PaperKey.Encode(Payload)}.AAAA", out _));

    [Theory]
    [MemberData(nameof(Texts))]
    public void Any_other_spelling_is_refused(string? text) => Assert.False(CompactToken.TryParse(text, out _));

    [Theory]
    [InlineData("""{"sub":"u","sub":"u"}""")]
    [InlineData("""{"aud":"a","aud":"b"}""")]
    [InlineData("""{"exp":1,"exp":2}""")]
    [InlineData("""{"a":{"b":1,"b":2}}""")]
    [InlineData("""{"sub":"a","s\u0075b":"b"}""")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("")]
    [InlineData("""{"a":NaN}""")]
    [InlineData("[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]")]
    public void Any_other_payload_is_refused(string payload) =>
        Assert.False(CompactToken.TryParse($"{PaperKey.Encode(Header)}.{PaperKey.Encode(payload)}.AAAA", out _));

    [Theory]
    [InlineData("""{"alg":"RS256","kid":"\ud800"}""", Payload)]
    [InlineData("""{"alg":"\ud800"}""", Payload)]
    [InlineData("""{"alg":"RS256","typ":"\udc00x"}""", Payload)]
    [InlineData(Header, """{"sub":"\ud800"}""")]
    [InlineData(Header, """{"aud":["\ud800"]}""")]
    [InlineData(Header, """{"\ud800":1}""")]
    public void Half_a_character_is_refused_or_reads_as_nothing(string header, string payload) =>
        Assert.Null(ReadAll($"{PaperKey.Encode(header)}.{PaperKey.Encode(payload)}.AAAA"));

    [Theory]
    [InlineData(0xff)]
    [InlineData(0xc0)]
    [InlineData(0xed)]
    public void Bytes_that_are_no_text_are_refused_or_read_as_nothing(int bad)
    {
        byte[] header = [.. "{\"alg\":\"RS256\",\"kid\":\""u8, (byte)bad, .. "\"}"u8];
        byte[] payload = [.. "{\"sub\":\""u8, (byte)bad, .. "\"}"u8];

        Assert.Null(ReadAll($"{Base64Url.EncodeToString(header)}.{PaperKey.Encode(Payload)}.AAAA"));
        Assert.Null(ReadAll($"{PaperKey.Encode(Header)}.{Base64Url.EncodeToString(payload)}.AAAA"));
    }

    [Fact]
    public void A_token_beyond_64_KB_is_not_looked_at()
    {
        var payload = PaperKey.Encode($$"""{"a":"{{new string('x', 60_000)}}"}""");

        Assert.False(CompactToken.TryParse($"{PaperKey.Encode(Header)}.{payload}.AAAA", out _));
    }

    [Theory]
    [InlineData("1", 1L)]
    [InlineData("0", 0L)]
    [InlineData("1.9", 1L)]
    [InlineData("1e3", 1000L)]
    [InlineData("253402300799", 253402300799L)]
    [InlineData("253402300800", null)]
    [InlineData("-1", null)]
    [InlineData("1e300", null)]
    [InlineData("1e999", null)]
    [InlineData("\"1\"", null)]
    [InlineData("null", null)]
    [InlineData("true", null)]
    [InlineData("[1]", null)]
    public void A_time_is_a_sane_number(string value, long? expected)
    {
        Assert.True(CompactToken.TryParse($"{PaperKey.Encode(Header)}.{PaperKey.Encode($$"""{"exp":{{value}}}""")}.AAAA", out var token));
        Assert.Equal(expected, token.Time("exp"));
    }

    [Fact]
    public void Whatever_comes_is_refused_quietly() => RandomInput.Hold(RandomInput.Bytes, bytes =>
        !CompactToken.TryParse($"{Base64Url.EncodeToString(bytes)}.{Encoding.Latin1.GetString(bytes)}.{Base64Url.EncodeToString(bytes)}", out _));

    private static Exception? ReadAll(string text) =>
        Record.Exception(() => CompactToken.TryParse(text, out var token) ? (token.Claim("sub"), token.Strings("aud"), token.Kid, token.Type) : default);
}
