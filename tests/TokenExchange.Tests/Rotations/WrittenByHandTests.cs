using TokenExchange.Rotator;

namespace TokenExchange.Tests.Rotations;

/// <summary>A person writes a version while a rotation is not complete: which value it has is not known, so nothing is withdrawn that it may need.</summary>
public sealed class WrittenByHandTests : RotatorStand
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(20);

    public WrittenByHandTests()
    {
        Tag("session-key", ("rotate-after", "9999"));
        Clock.Advance(TimeSpan.FromDays(91));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_old_value_that_is_written_anew_stays_valid_until_the_person_says_which_one_it_is(bool isDisabled)
    {
        var instance = NewInstance(EntraPlan);
        await RunAsync(instance, 4);
        Clock.Advance(TimeSpan.FromDays(91));
        await RunAsync(instance, 2); // the new secret is in use, and the one before is still valid
        var (replaced, old) = (Vault.Versions("client-secret")[0], Vault.Versions("client-secret")[1].Value);
        Assert.Equal(2, Graph.Passwords.Count);
        Vault.Put("client-secret", old);

        await RunAsync(instance, 3);

        Assert.Equal(old, InUse("client-secret").Value);
        Assert.Contains(Graph.Passwords, password => password.Secret == old);
        Assert.Contains("was not made by a rotation", Failures.Last().Text, StringComparison.Ordinal);

        if (isDisabled)
        {
            Vault.SetEnabled("client-secret", replaced.Version, false);
        }

        Tag("client-secret", ("rotation-credential", Graph.Passwords.Single(password => password.Secret == old).Id));
        await RunAsync(instance, 5);
        Assert.Contains(Graph.Passwords, password => password.Secret == InUse("client-secret").Value);
    }

    private async Task RunAsync(RotationFunctions instance, int runs)
    {
        for (var run = 0; run < runs; run++)
        {
            await TimerAsync(instance);
            Clock.Advance(Pause);
        }
    }
}
