using Microsoft.Extensions.DependencyInjection;
using TokenExchange.Emulators.Provider;
using TokenExchange.SigningKeys;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>Tokens with invented key names: they cost the provider next to nothing, and a genuine rotation is not held up by them.</summary>
[StateIndependent]
public sealed class KeyFloodTests : TestStand
{
    [Fact]
    public async Task Logins_with_invented_names_of_a_known_key_cause_one_fetch_and_do_not_hold_up_a_rotation()
    {
        await NewBrowser().SignInAsync();
        var fetches = ProviderCalls("jwks");

        for (var i = 0; i < 60; i++)
        {
            var browser = NewBrowser();
            var callback = await browser.AuthorizeAsync();
            Provider.TwistNextToken(Twist.Header("kid", Guid.NewGuid().ToString()));
            Assert.Equal(502, (int)(await browser.ExchangeAsync(callback)).StatusCode);
        }

        Assert.Equal(fetches + 1, ProviderCalls("jwks"));
        Provider.Keys.Rotate(new Rotation(WithdrawOld: true));
        await NewBrowser().SignInAsync();
        Assert.Equal(fetches + 2, ProviderCalls("jwks"));
    }

    [Fact]
    public async Task Ten_thousand_tokens_of_unauthenticated_callers_cause_one_fetch_for_each_cool_down_and_a_rotation_in_the_middle_is_taken_at_once()
    {
        await NewBrowser().SignInAsync();
        var verifier = Inside.GetRequiredService<SignatureVerifier>();
        using var other = new ProviderKeys();
        var fetches = ProviderCalls("jwks");

        await FloodAsync(verifier, other, 5_000);
        Assert.Equal(fetches + 1, ProviderCalls("jwks"));
        Provider.Keys.Rotate(new Rotation(WithdrawOld: true));
        await NewBrowser().SignInAsync();
        Assert.Equal(fetches + 2, ProviderCalls("jwks"));
        await FloodAsync(verifier, other, 5_000);

        Assert.InRange(ProviderCalls("jwks") - fetches, 2, 3);
        Clock.Advance(TimeSpan.FromSeconds(30));
        await FloodAsync(verifier, other, 100);
        Assert.InRange(ProviderCalls("jwks") - fetches, 3, 4);
    }

    private static async Task FloodAsync(SignatureVerifier verifier, ProviderKeys other, int count)
    {
        var signed = other.Sign([], new TokenTwist(), "");
        var tail = signed[signed.IndexOf('.', StringComparison.Ordinal)..];
        for (var i = 0; i < count; i++)
        {
            var header = System.Buffers.Text.Base64Url.EncodeToString(System.Text.Encoding.UTF8.GetBytes($$"""{"alg":"ES256","kid":"{{Guid.NewGuid()}}"}"""));
            Assert.True(CompactToken.TryParse(header + tail, out var token));

            Assert.False((await verifier.VerifyAsync(token, TokenSource.Unauthenticated, CancellationToken.None)).IsSigned);
        }
    }
}
