using TokenExchange.SigningKeys;

namespace TokenExchange.Tests.Pure;

/// <summary>What was asked for in a transaction (rules 12 and 13), and what a refresh may bring (OpenID Connect Core 1.0 section 12.2).</summary>
public sealed class StepUpAndRefreshTests
{
    private static readonly string Nonce = IdTokenBinding.HashOf("nonce-1");

    private readonly PaperProvider _provider = new();

    [Theory]
    [InlineData("gold", true)]
    [InlineData("silver", true)]
    [InlineData("bronze", false)]
    [InlineData("GOLD", false)]
    [InlineData("gold silver", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    [InlineData(1, false)]
    public async Task One_of_the_acr_values_asked_for_must_have_been_reached(object? acr, bool isAccepted) =>
        Assert.Equal(
            isAccepted ? null : "stepup_required",
            await _provider.VerifyAsync(_provider.Token(("acr", acr)), PaperProvider.Expected with { AcrValues = ["gold", "silver"] }));

    [Theory]
    [InlineData(300L, -300L, true)]
    [InlineData(300L, -360L, true)]
    [InlineData(300L, -361L, false)]
    [InlineData(0L, 0L, true)]
    [InlineData(0L, -61L, false)]
    [InlineData(300L, null, false)]
    public async Task The_authentication_must_be_as_fresh_as_was_asked_for(long maxAge, long? authTime, bool isAccepted) =>
        Assert.Equal(
            isAccepted ? null : "stepup_required",
            await _provider.VerifyAsync(_provider.Token(("auth_time", _provider.Now + authTime)), PaperProvider.Expected with { MaxAge = maxAge }));

    [Fact]
    public async Task What_was_not_asked_for_is_not_demanded() =>
        Assert.Null(await _provider.VerifyAsync(_provider.Token(("auth_time", 1), ("acr", "bronze"))));

    [Fact]
    public async Task A_forged_token_is_invalid_and_never_a_step_up() =>
        Assert.Equal(
            "id_token_invalid",
            await _provider.VerifyAsync(PaperProvider.TokenOf("RS256", "k1", PaperKey.OtherRsa, _provider.Claims()), PaperProvider.Expected with { AcrValues = ["gold"] }));

    [Theory]
    [InlineData("sub", "user-1", true)]
    [InlineData("sub", "user-2", false)]
    [InlineData("sub", "USER-1", false)]
    [InlineData("iss", "https://evil.example", false)]
    [InlineData("aud", "other", false)]
    [InlineData("azp", "other", false)]
    [InlineData("auth_time", null, true)]
    [InlineData("auth_time", 1000, true)]
    [InlineData("auth_time", 1001, false)]
    [InlineData("nonce", null, true)]
    [InlineData("nonce", "nonce-1", true)]
    [InlineData("nonce", "nonce-2", false)]
    [InlineData("nonce", "", false)]
    [InlineData("nonce", 1, false)]
    public async Task A_refresh_is_about_the_same_user_and_sign_in(string name, object? value, bool isAccepted)
    {
        var expected = new IdTokenExpectations { AccessToken = PaperProvider.AccessToken, Subject = "user-1", AuthTime = 1000, NonceHash = Nonce };

        Assert.Equal(isAccepted ? null : "id_token_invalid", await _provider.VerifyAsync(_provider.Token((name, value)), expected));
    }

    [Fact]
    public async Task A_refresh_of_a_sign_in_without_a_time_may_bring_one()
    {
        var expected = new IdTokenExpectations { AccessToken = PaperProvider.AccessToken, Subject = "user-1", NonceHash = Nonce };

        Assert.Null(await _provider.VerifyAsync(_provider.Token(("auth_time", 1000)), expected));
    }
}
