using TokenExchange.Provider;

namespace TokenExchange.Tests.Pure;

/// <summary>What the token endpoint says (RFC 6749 sections 5.1, 5.2 and 7.1), read strictly: what is not understood is not used.</summary>
public sealed class TokenResponseTests
{
    [Fact]
    public void Tokens_are_read_and_unknown_members_ignored()
    {
        var tokens = Granted("""{"access_token":"a","token_type":"Bearer","expires_in":3600,"refresh_token":"r","id_token":"i","scope":"x","more":{"deep":[1]}}""");

        Assert.Equal(new TokenSet("a", TimeSpan.FromHours(1), "r", "i"), tokens);
    }

    [Theory]
    [InlineData("Bearer")]
    [InlineData("bearer")]
    [InlineData("bEaReR")]
    public void The_type_is_case_insensitive(string type) => Assert.Equal("a", Granted($$"""{"access_token":"a","token_type":"{{type}}"}""").AccessToken);

    [Theory]
    [InlineData("""{"access_token":"a","token_type":"mac"}""")]
    [InlineData("""{"access_token":"a","token_type":"DPoP"}""")]
    [InlineData("""{"access_token":"a","token_type":"N_A"}""")]
    [InlineData("""{"access_token":"a","token_type":""}""")]
    [InlineData("""{"access_token":"a","token_type":null}""")]
    [InlineData("""{"access_token":"a","token_type":["Bearer"]}""")]
    [InlineData("""{"access_token":"a","token_type":"Bearer "}""")]
    [InlineData("""{"access_token":"a","token_type":"Bearer","token_type":"Bearer"}""")]
    [InlineData("""{"access_token":"a","access_token":"b","token_type":"Bearer"}""")]
    [InlineData("""{"token_type":"Bearer"}""")]
    [InlineData("""{"access_token":"","token_type":"Bearer"}""")]
    [InlineData("""{"access_token":null,"token_type":"Bearer"}""")]
    [InlineData("""{"access_token":1,"token_type":"Bearer"}""")]
    [InlineData("""{"access_token":"a b","token_type":"Bearer"}""")]
    [InlineData("""{"access_token":"a\r\nX-Evil: 1","token_type":"Bearer"}""")]
    [InlineData("""{"access_token":"a\u0000","token_type":"Bearer"}""")]
    [InlineData("""{"access_token":"a\u007f","token_type":"Bearer"}""")]
    [InlineData("""{"access_token":"é","token_type":"Bearer"}""")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"a\"")]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("<html>")]
    [InlineData("access_token=a&token_type=Bearer")]
    [InlineData("""{"access_token":"a","token_type":"Bearer",}""")]
    [InlineData("""{"access_token":"a","token_type":"Bearer"} x""")]
    public void What_is_not_understood_is_not_used(string body) => Assert.Equal(("provider_unavailable", 502), Failed(200, body));

    [Theory]
    [InlineData("""{"access_token":"\ud800","token_type":"Bearer"}""")]
    [InlineData("""{"access_token":"a","token_type":"\ud800"}""")]
    [InlineData("""{"access_token":"a","token_type":"Bearer","expires_in":"\ud800"}""")]
    [InlineData("""{"access_token":"a","token_type":"Bearer","refresh_token":"\udc00"}""")]
    [InlineData("""{"access_token":"a","token_type":"Bearer","\ud800":1}""")]
    public void Half_a_character_is_garbage_and_no_bug_of_ours(string body) => Assert.Null(Record.Exception(() => Read(200, body)));

    [Theory]
    [InlineData("3600", 3600)]
    [InlineData("\"3600\"", 3600)]
    [InlineData("1.5", 1.5)]
    [InlineData("1e300", 86_400)]
    [InlineData("1e999", 86_400)]
    [InlineData("\"1e300\"", 86_400)]
    [InlineData("\"Infinity\"", 86_400)]
    [InlineData("99999999999999999999999999", 86_400)]
    [InlineData("86401", 86_400)]
    [InlineData("0", 3_600)]
    [InlineData("-1", 3_600)]
    [InlineData("-1e300", 3_600)]
    [InlineData("\"-1\"", 3_600)]
    [InlineData("\"NaN\"", 3_600)]
    [InlineData("\"soon\"", 3_600)]
    [InlineData("\"\"", 3_600)]
    [InlineData("null", 3_600)]
    [InlineData("true", 3_600)]
    [InlineData("[3600]", 3_600)]
    [InlineData("{}", 3_600)]
    public void A_lifetime_is_sane_or_assumed(string value, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Granted($$"""{"access_token":"a","token_type":"Bearer","expires_in":{{value}}}""").ExpiresIn);

    [Fact]
    public void Without_a_lifetime_that_of_the_settings_is_assumed() =>
        Assert.Equal(Assumed, Granted("""{"access_token":"a","token_type":"Bearer"}""").ExpiresIn);

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(422)]
    [InlineData(429)]
    [InlineData(200)]
    public void A_used_up_grant_is_told_apart(int status) =>
        Assert.IsType<TokenReply.GrantRefused>(Read(status, """{"error":"invalid_grant","error_description":"<script>canary"}"""));

    [Theory]
    [InlineData(400, """{"error":"invalid_request"}""", "provider_unavailable", 502)]
    [InlineData(400, """{"error":"invalid_scope"}""", "provider_unavailable", 502)]
    [InlineData(400, """{"error":"unsupported_grant_type"}""", "provider_unavailable", 502)]
    [InlineData(400, """{"error":"unauthorized_client"}""", "credential_rejected", 503)]
    [InlineData(400, """{"error":"temporarily_unavailable"}""", "provider_unavailable", 503)]
    [InlineData(400, """{"error":"server_error"}""", "provider_unavailable", 503)]
    [InlineData(400, """{"error":"INVALID_GRANT"}""", "provider_unavailable", 502)]
    [InlineData(400, """{"error":["invalid_grant"]}""", "provider_unavailable", 502)]
    [InlineData(400, """{"error_description":"invalid_grant"}""", "provider_unavailable", 502)]
    [InlineData(400, "invalid_grant", "provider_unavailable", 502)]
    [InlineData(400, "", "provider_unavailable", 502)]
    [InlineData(500, """{"error":"invalid_grant"}""", "provider_unavailable", 503)]
    [InlineData(503, "", "provider_unavailable", 503)]
    [InlineData(429, """{"error":"access_denied"}""", "provider_unavailable", 503)]
    [InlineData(408, "", "provider_unavailable", 503)]
    [InlineData(425, "", "provider_unavailable", 503)]
    [InlineData(404, """{"error":"not_found"}""", "provider_unavailable", 502)]
    [InlineData(302, "", "provider_unavailable", 502)]
    [InlineData(204, "", "provider_unavailable", 502)]
    public void Anything_else_says_nothing_about_the_grant(int status, string body, string code, int expected) => Assert.Equal((code, expected), Failed(status, body));

    [Theory]
    [InlineData(400, "invalid_request", true)]
    [InlineData(400, "invalid_scope", true)]
    [InlineData(422, "access_denied", true)]
    [InlineData(403, "unauthorized_client", true)]
    [InlineData(200, "interaction_required", true)]
    [InlineData(404, "of_its_own", true)]
    [InlineData(400, "invalid_client", false)]
    [InlineData(401, "unauthorized_client", false)]
    [InlineData(400, "server_error", false)]
    [InlineData(429, "invalid_scope", false)]
    [InlineData(500, "invalid_scope", false)]
    public void A_refusal_of_the_request_is_told_apart_from_credentials_and_outages(int status, string error, bool isRefusal) =>
        Assert.Equal(isRefusal, Assert.IsType<TokenReply.Failed>(Read(status, $$"""{"error":"{{error}}"}""")).IsRefusal);

    [Theory]
    [InlineData(400, "invalid_client", true)]
    [InlineData(403, "invalid_client", true)]
    [InlineData(401, null, true)]
    [InlineData(401, "unauthorized_client", true)]
    [InlineData(401, "access_denied", true)]
    [InlineData(401, "invalid_grant", false)]
    [InlineData(401, "invalid_scope", false)]
    [InlineData(401, "login_required", false)]
    [InlineData(401, "temporarily_unavailable", false)]
    [InlineData(400, "unauthorized_client", false)]
    [InlineData(429, "invalid_client", false)]
    [InlineData(503, "invalid_client", false)]
    [InlineData(400, null, false)]
    public void A_refused_credential_is_told_apart_by_the_error_and_then_by_401(int status, string? error, bool isRefused) =>
        Assert.Equal(isRefused, TokenError.RefusesCredential(status, error));

    [Fact]
    public void The_provider_s_wish_to_wait_is_passed_on()
    {
        var reply = TokenResponse.Read(new ProviderAnswer(503, "", null, TimeSpan.FromSeconds(42)), Assumed);

        Assert.Equal(TimeSpan.FromSeconds(42), Assert.IsType<TokenReply.Failed>(reply).Failure.RetryAfter);
    }

    [Fact]
    public void Nothing_of_the_answer_is_in_the_reason_or_the_text_form()
    {
        var failed = Assert.IsType<TokenReply.Failed>(Read(400, """{"error":"canary","error_description":"canary"}"""));
        var granted = Read(200, """{"access_token":"canary","token_type":"Bearer","refresh_token":"canary","id_token":"canary"}""");

        Assert.DoesNotContain("canary", $"{failed} {granted}", StringComparison.Ordinal);
    }

    private static readonly TimeSpan Assumed = TimeSpan.FromHours(1);

    private static TokenReply Read(int status, string body) => TokenResponse.Read(new ProviderAnswer(status, body, null, null), Assumed);

    private static TokenSet Granted(string body) => Assert.IsType<TokenReply.Granted>(Read(200, body)).Tokens;

    private static (string Code, int Status) Failed(int status, string body)
    {
        var failure = Assert.IsType<TokenReply.Failed>(Read(status, body)).Failure;
        return (failure.Code, failure.Status);
    }
}
