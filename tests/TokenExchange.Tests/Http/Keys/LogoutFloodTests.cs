using TokenExchange.Emulators.Provider;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>A minute of forged logout tokens, 500 a second, each with an invented <c>kid</c>.</summary>
[StateIndependent]
public sealed class LogoutFloodTests : TestStand
{
    private const string Path = "/api/auth/backchannel-logout";

    /// <summary>One at the first forged token, one at the end of the cool-down of 30 seconds, and one for the provider's new key.</summary>
    private const int FetchesOfAMinute = 3;

    private const int PerSecond = 500;

    [Fact]
    public async Task Fetches_keep_to_the_budget_and_logins_and_a_rotation_of_the_keys_succeed_at_the_first_attempt()
    {
        var (sender, user) = (NewBrowser(), NewBrowser());
        await user.SignInAsync();
        var fetches = ProviderCalls("jwks");

        for (var second = 0; second < 60; second++)
        {
            await FloodAsync(sender);
            if (second == 40)
            {
                Provider.Keys.Rotate(new Rotation(WithdrawOld: true));
            }

            if (second % 10 == 0)
            {
                await NewBrowser().SignInAsync();
                await user.ActsAsAsync("alice");
            }

            await FloodAsync(sender);
            Clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(FetchesOfAMinute, ProviderCalls("jwks") - fetches);
        Assert.Equal(200, (int)(await this.LogOutAsync(Provider.LogoutToken("88421113", null))).StatusCode);
        Assert.False(await user.IsSignedInAsync());
    }

    /// <summary>Half of a second's tokens. A new key may be behind each of them, so that "try again" is a correct answer too.</summary>
    private async Task FloodAsync(Browser sender)
    {
        for (var i = 0; i < PerSecond / 2; i++)
        {
            var token = this.Forged();
            var answer = await sender.SendBareAsync("POST", Path, request => request.Content = new FormUrlEncodedContent([new("logout_token", token)]));
            Assert.True((int)answer.StatusCode == 400 || (int)answer.StatusCode == 503 && answer.Headers.RetryAfter is not null, $"{answer.StatusCode}");
        }
    }
}
