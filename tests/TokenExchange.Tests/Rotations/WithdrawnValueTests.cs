namespace TokenExchange.Tests.Rotations;

/// <summary>
/// The new value was verified and is in use, and stops being valid before the old one has ended: somebody removed it where it was issued, or another process
/// created the same key of a pair anew. The old value may then be the only one that works.
/// </summary>
public sealed class WithdrawnValueTests
{
    private const int Runs = 12;

    public static TheoryData<string> Kinds { get; } = [.. RotationCase.All.Keys];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task The_old_one_does_not_end_and_each_run_raises_the_alert(string kind)
    {
        var rotation = RotationCase.All[kind];
        await using var stand = await rotation.StartAsync();
        var before = rotation.InUse(stand);
        var instance = stand.NewInstance(rotation.Plan);
        for (var run = 0; run < Runs && rotation.Versions(stand)[0].Tags.GetValueOrDefault("rotation-step") != "in-use"; run++)
        {
            await RotatorStand.TimerAsync(instance);
            stand.Clock.Advance(rotation.Pause);
        }

        rotation.Withdraw(stand);
        for (var run = 0; run < Runs; run++)
        {
            await RotatorStand.TimerAsync(instance);
            stand.Clock.Advance(rotation.Pause);
        }

        Assert.True(Assert.Single(rotation.Versions(stand), version => version.Id == before.Id).IsEnabled);
        Assert.True(stand.Failures.Count() >= Runs / 2);
        Assert.All(stand.Failures, line => Assert.Contains("nothing has ended", line.Text, StringComparison.Ordinal));
    }
}
