using System.Text.Json;

namespace TokenExchange.Tests.Rotations;

/// <summary>Older versions that a person left enabled after a rotation by hand: <c>inventory</c> and <c>doctor</c> name them once nothing needs them any more.</summary>
public sealed class LeftVersionTests : RotationStand
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Theory]
    [InlineData("session-key", 31, 32, "2026-03-16")]
    [InlineData("client-secret", 167, 168, "2026-03-22")]
    public async Task They_break_the_policy_when_the_time_of_the_overlap_has_passed(string name, int neededHours, int freeHours, string since)
    {
        Write(name);
        Clock.Advance(neededHours * Hour);
        Assert.Equal((0, 0), await BreachesAsync(name));
        Clock.Advance((freeHours - neededHours) * Hour);

        Assert.Equal((1, 1), await BreachesAsync(name));

        Assert.Contains($"1 older versions are still enabled, and nothing needs them since {since}.", Output.ToString(), StringComparison.Ordinal);
        Output.GetStringBuilder().Clear();
        var row = (await BeforeAsync()).Findings.Single(row => row.Check == "secret-rotation" && row.Subject == name);
        Assert.Equal(("warning", true), (row.Verdict, row.Todo!.StartsWith("Disable them", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_tag_of_a_longer_overlap_counts()
    {
        Write("client-secret");
        Tag("client-secret", ("overlap", "20"), ("owner", "platform"));
        Clock.Advance(19 * 24 * Hour);

        Assert.Equal((0, 0), await BreachesAsync("client-secret"));
    }

    [Fact]
    public async Task A_disabled_or_expired_version_is_none()
    {
        Write("client-secret");
        Vault.SetEnabled("client-secret", Vault.Versions("client-secret")[1].Version, false);
        Write("session-key");
        Vault.Update("session-key", SessionKey, version => version with { Expires = Clock.GetUtcNow().AddDays(1).ToUnixTimeSeconds() });
        Clock.Advance(30 * 24 * Hour);

        Assert.Equal((0, 0), await BreachesAsync("client-secret"));
        Assert.Equal((0, 0), await BreachesAsync("session-key"));
    }

    [Fact]
    public async Task A_rotation_that_ends_them_is_shown_and_not_they()
    {
        await RotateAsync("session-key");
        Clock.Advance(33 * Hour);

        Assert.Equal((0, 0), await BreachesAsync("session-key"));
    }

    /// <summary>A new version, written by a person.</summary>
    private void Write(string name)
    {
        Clock.Advance(TimeSpan.FromSeconds(1));
        Vault.Put(name, Canary($"by hand, long enough to derive keys from: {name}"), expires: Clock.GetUtcNow().AddYears(1));
        Tag(name, ("owner", "platform"));
    }

    private async Task<(int Code, int Breaches)> BreachesAsync(string name)
    {
        Output.GetStringBuilder().Clear();
        var code = await RunVerbAsync("inventory", "--config", "env", "--json");
        var secret = JsonElement.Parse(Output.ToString()).GetProperty("secrets").EnumerateArray().Single(secret => secret.GetProperty("name").GetString() == name);
        return (code, secret.GetProperty("breaches").GetArrayLength());
    }
}
