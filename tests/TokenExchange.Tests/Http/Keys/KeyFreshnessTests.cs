using TokenExchange.Emulators.Wire;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>
/// The key set is fetched again after the time that the provider's <c>Cache-Control</c> allows, at the earliest after an hour, at the latest after
/// <c>SigningKeys:RefreshInterval</c> (ADR 0082).
/// </summary>
[StateIndependent]
public sealed class KeyFreshnessTests : TestStand
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData("public, max-age=7200", 95, 121)]
    [InlineData("public, max-age=15, stale-while-revalidate=15", 47, 61)]
    [InlineData("max-age=0", 47, 61)]
    [InlineData("no-store", 47, 61)]
    [InlineData("no-cache, max-age=86400", 47, 61)]
    [InlineData("private, max-age=86400", 575, 721)]
    [InlineData("max-age=99999999999999999999", 575, 721)]
    [InlineData("max-age=-5", 575, 721)]
    [InlineData("immutable", 575, 721)]
    [InlineData(null, 575, 721)]
    public async Task It_is_fetched_again_when_the_provider_says_so_within_the_limits(string? header, int fresh, int stale)
    {
        Provider.KeysCacheControl = header;
        await this.StartFirstAsync();
        var before = ProviderCalls("jwks");
        Clock.Advance(fresh * Minute);
        Assert.Equal(before, await SignInAsync());
        Clock.Advance((stale - fresh) * Minute);

        Assert.Equal(before + 1, await SignInAsync());
    }

    [Fact]
    public async Task While_the_provider_does_not_respond_the_keys_stay_in_use_for_as_long_as_ever()
    {
        Provider.KeysCacheControl = "max-age=60";
        await this.StartFirstAsync();
        Provider.Faults.Add(new Fault("jwks", 503, Count: 1_000));
        Clock.Advance(TimeSpan.FromHours(23));

        await NewBrowser().SignInAsync();

        Provider.Faults.Clear();
    }

    private async Task<int> SignInAsync()
    {
        await NewBrowser().SignInAsync();
        await this.SettledAsync();
        return ProviderCalls("jwks");
    }
}
