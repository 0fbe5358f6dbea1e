using TokenExchange.Failures;

namespace TokenExchange.Tests.Pure;

/// <summary>Keys that roll over under traffic, and floods that try to stop them (OpenID Connect Core 1.0 section 10.1.1).</summary>
public sealed class RolloverTests
{
    private readonly PaperProvider _provider = new();

    [Fact]
    public async Task A_token_of_a_new_key_is_accepted_on_its_first_try()
    {
        await _provider.VerifyAsync(_provider.Token());
        _provider.Keys.Add(PaperKey.OtherRsa.Jwk("k2"));

        Assert.Null(await _provider.VerifyAsync(TokenOf("k2", PaperKey.OtherRsa)));
        Assert.Equal(2, _provider.Fetches);
    }

    [Fact]
    public async Task A_key_that_changed_under_its_name_is_accepted_on_its_first_try()
    {
        await _provider.VerifyAsync(_provider.Token());
        Publish(PaperKey.OtherRsa.Jwk("k1"));

        Assert.Null(await _provider.VerifyAsync(TokenOf("k1", PaperKey.OtherRsa)));
    }

    [Fact]
    public async Task A_key_that_was_withdrawn_is_refused_once_that_is_known()
    {
        await _provider.VerifyAsync(_provider.Token());
        Publish(PaperKey.OtherRsa.Jwk("k2"));
        await _provider.VerifyAsync(TokenOf("k2", PaperKey.OtherRsa));

        Assert.Equal("id_token_invalid", await _provider.VerifyAsync(_provider.Token()));
    }

    [Fact]
    public async Task Ten_thousand_unknown_kids_fetch_once_within_the_cool_down()
    {
        await FloodAsync(10_000);

        Assert.Equal(2, _provider.Fetches);
    }

    [Fact]
    public async Task A_provider_that_lists_its_keys_in_changing_order_is_fetched_no_more_often()
    {
        _provider.Keys.Add(PaperKey.P256.Jwk("k2"));
        _provider.Shuffles = true;

        await FloodAsync(100);

        Assert.Equal(2, _provider.Fetches);
    }

    [Fact]
    public async Task Rotations_may_follow_each_other_at_once()
    {
        await _provider.VerifyAsync(_provider.Token());

        for (var i = 0; i < 10; i++)
        {
            var key = i % 2 == 0 ? PaperKey.OtherRsa : PaperKey.Rsa;
            Publish(key.Jwk($"r{i}"));
            Assert.Null(await _provider.VerifyAsync(TokenOf($"r{i}", key)));
        }
    }

    [Fact]
    public async Task A_key_that_was_only_renamed_is_accepted_on_its_first_try()
    {
        await _provider.VerifyAsync(_provider.Token());
        Publish(PaperKey.Rsa.Jwk("k2"));

        Assert.Null(await _provider.VerifyAsync(TokenOf("k2", PaperKey.Rsa)));
    }

    [Fact]
    public async Task A_known_key_under_a_name_that_the_provider_does_not_publish_is_refused()
    {
        await _provider.VerifyAsync(_provider.Token());

        Assert.Equal("id_token_invalid", await _provider.VerifyAsync(TokenOf("k9", PaperKey.Rsa)));
    }

    [Fact]
    public async Task A_token_without_kid_is_tried_with_every_key()
    {
        _provider.Keys.Insert(0, PaperKey.OtherRsa.Jwk("k0"));

        Assert.Null(await _provider.VerifyAsync(TokenOf(null, PaperKey.Rsa)));
    }

    [Theory]
    [InlineData("""{"keys":[]}""")]
    [InlineData("<html>")]
    [InlineData("{}")]
    public async Task A_broken_key_set_never_replaces_good_keys(string garbage)
    {
        await _provider.VerifyAsync(_provider.Token());
        _provider.Garbage = garbage;
        _provider.Clock.Advance(_provider.Settings.RefreshInterval);

        Assert.Null(await _provider.VerifyAsync(_provider.Token()));
    }

    [Fact]
    public async Task With_the_provider_down_known_keys_serve_and_an_unknown_one_is_an_outage()
    {
        await _provider.VerifyAsync(_provider.Token());
        _provider.IsDown = true;

        Assert.Null(await _provider.VerifyAsync(_provider.Token()));
        var outage = await Assert.ThrowsAsync<OutageException>(() => _provider.VerifyAsync(TokenOf("k2", PaperKey.OtherRsa)));
        Assert.Equal(("provider_unavailable", 503), (outage.Failure.Code, outage.Failure.Status));
    }

    [Fact]
    public async Task A_provider_that_was_down_for_a_moment_at_the_start_is_soon_asked_again()
    {
        _provider.IsDown = true;
        await Assert.ThrowsAsync<OutageException>(() => _provider.VerifyAsync(_provider.Token()));
        _provider.IsDown = false;
        _provider.Clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Null(await Record.ExceptionAsync(() => _provider.VerifyAsync(_provider.Token())));
    }

    private async Task FloodAsync(int tokens)
    {
        await _provider.VerifyAsync(_provider.Token());
        var forged = TokenOf("x", PaperKey.OtherRsa).Split('.'); // one signature for all: signing is slow, and none of them verifies
        for (var i = 0; i < tokens; i++)
        {
            var head = PaperKey.Encode($$"""{"alg":"RS256","kid":"{{i}}"}""");
            await _provider.VerifyAsync($"{head}.{forged[1]}.{forged[2]}");
        }
    }

    private void Publish(string key)
    {
        _provider.Keys.Clear();
        _provider.Keys.Add(key);
    }

    private string TokenOf(string? kid, PaperKey key) => PaperProvider.TokenOf("RS256", kid, key, _provider.Claims());
}
