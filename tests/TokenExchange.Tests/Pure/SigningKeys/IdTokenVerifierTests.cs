namespace TokenExchange.Tests.Pure;

/// <summary>Every rule of OpenID Connect Core 1.0 section 3.1.3.7, one change to a good token at a time.</summary>
public sealed class IdTokenVerifierTests
{
    private readonly PaperProvider _provider = new();

    public static TheoryData<string, object?, bool> Rules { get; } = new()
    {
        { "iss", PaperProvider.Issuer, true },
        { "iss", null, false },
        { "iss", "", false },
        { "iss", PaperProvider.Issuer + "/", false },
        { "iss", "HTTPS://ISSUER.EXAMPLE", false },
        { "iss", PaperProvider.Issuer + ":443", false },
        { "iss", PaperProvider.Issuer + ".evil.example", false },
        { "iss", "https://evil.example", false },
        { "iss", "https://issuer.exampl", false },
        { "iss", new[] { PaperProvider.Issuer }, false },
        { "aud", PaperProvider.Client, true },
        { "aud", new[] { PaperProvider.Client }, true },
        { "aud", null, false },
        { "aud", "", false },
        { "aud", "other", false },
        { "aud", "CLIENT-1", false },
        { "aud", "client-12", false },
        { "aud", Array.Empty<string>(), false },
        { "aud", new[] { "other" }, false },
        { "aud", new[] { PaperProvider.Client, "other" }, false },
        { "aud", new[] { "other", PaperProvider.Client }, false },
        { "aud", new object[] { PaperProvider.Client, 1 }, false },
        { "aud", new object[] { new[] { PaperProvider.Client } }, false },
        { "aud", 1, false },
        { "jti", null, true },
        { "jti", "one", true },
        { "jti", 1, false },
        { "azp", null, true },
        { "azp", PaperProvider.Client, true },
        { "azp", "other", false },
        { "azp", "", false },
        { "azp", 1, false },
        { "azp", new[] { PaperProvider.Client }, false },
        { "sub", null, false },
        { "sub", "", false },
        { "sub", 1, false },
        { "sub", new[] { "user-1" }, false },
        { "nonce", null, false },
        { "nonce", "", false },
        { "nonce", "nonce-2", false },
        { "nonce", "NONCE-1", false },
        { "nonce", "nonce-1 ", false },
        { "nonce", new[] { "nonce-1" }, false },
        { "name", "é€😀", true },
        { "groups", new[] { "a", "b" }, true },
        { "nested", new Dictionary<string, object> { ["a"] = new[] { 1, 2 } }, true },
        { "email_verified", true, true },
        { "some", 1.5, true },
    };

    [Theory]
    [MemberData(nameof(Rules))]
    public async Task A_claim_is_held_against_its_rule(string name, object? value, bool isAccepted) =>
        Assert.Equal(isAccepted ? null : "id_token_invalid", await _provider.VerifyAsync(_provider.Token((name, value))));

    [Theory]
    [InlineData("exp", -59, true)]
    [InlineData("exp", -60, false)]
    [InlineData("exp", -61, false)]
    [InlineData("exp", -30, true)]
    [InlineData("exp", 4_000_000_000, true)]
    [InlineData("iat", 60, true)]
    [InlineData("iat", 61, false)]
    [InlineData("iat", 600, false)]
    [InlineData("iat", -3600, true)]
    [InlineData("nbf", 60, true)]
    [InlineData("nbf", 61, false)]
    [InlineData("nbf", -1, true)]
    public async Task Times_count_with_a_minute_of_skew(string name, long offset, bool isAccepted) =>
        Assert.Equal(isAccepted ? null : "id_token_invalid", await _provider.VerifyAsync(_provider.Token((name, _provider.Now + offset))));

    [Theory]
    [InlineData("exp", null)]
    [InlineData("exp", "2000000000")]
    [InlineData("exp", 1e300)]
    [InlineData("exp", -1)]
    [InlineData("exp", true)]
    [InlineData("iat", null)]
    [InlineData("iat", "1")]
    [InlineData("iat", 1e300)]
    [InlineData("nbf", "1")]
    [InlineData("nbf", 1e300)]
    [InlineData("nbf", true)]
    public async Task A_time_that_is_missing_or_no_number_is_refused(string name, object? value) =>
        Assert.Equal("id_token_invalid", await _provider.VerifyAsync(_provider.Token((name, value))));

    [Fact]
    public async Task Times_may_have_fractions() =>
        Assert.Null(await _provider.VerifyAsync(_provider.Token(("exp", _provider.Now + 300.5), ("iat", _provider.Now - 0.5), ("nbf", _provider.Now - 0.25))));

    [Theory]
    [InlineData(255, true)]
    [InlineData(256, false)]
    public async Task A_subject_is_bounded(int length, bool isAccepted) =>
        Assert.Equal(isAccepted ? null : "id_token_invalid", await _provider.VerifyAsync(_provider.Token(("sub", new string('u', length)))));

    [Fact]
    public async Task A_member_that_comes_twice_is_refused()
    {
        foreach (var name in new[] { "aud", "exp", "iss", "sub", "nonce", "iat" })
        {
            var payload = System.Text.Json.JsonSerializer.Serialize(_provider.Claims());
            var value = System.Text.Json.JsonSerializer.Serialize(_provider.Claims()[name]);
            var token = PaperKey.Rsa.Sign("RS256", """{"alg":"RS256","kid":"k1"}""", $"{payload[..^1]},\"{name}\":{value}}}");

            Assert.Equal("id_token_invalid", await _provider.VerifyAsync(token));
        }
    }

    [Theory]
    [InlineData("JWT", true)]
    [InlineData("jwt", true)]
    [InlineData("at+jwt", false)]
    [InlineData("logout+jwt", false)]
    [InlineData("dpop+jwt", false)]
    [InlineData("", false)]
    public async Task Only_its_own_type_is_accepted(string type, bool isAccepted)
    {
        var token = PaperKey.Rsa.Sign("RS256", $$"""{"alg":"RS256","kid":"k1","typ":"{{type}}"}""", System.Text.Json.JsonSerializer.Serialize(_provider.Claims()));

        Assert.Equal(isAccepted ? null : "id_token_invalid", await _provider.VerifyAsync(token));
    }

    [Fact]
    public async Task What_is_refused_by_its_claims_costs_no_fetch_of_keys()
    {
        await _provider.VerifyAsync(_provider.Token(("iss", "https://evil.example")));
        await _provider.VerifyAsync(_provider.Token(("nonce", "other")));

        Assert.Equal(0, _provider.Fetches);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("a.b.c")]
    public async Task No_token_is_no_login(string? token) => Assert.Equal("id_token_invalid", await _provider.VerifyAsync(token));
}
