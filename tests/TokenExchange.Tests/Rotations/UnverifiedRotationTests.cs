namespace TokenExchange.Tests.Rotations;

/// <summary>A new value whose verification fails is never used, the old one stays valid, and every run raises the alert until a person has solved it.</summary>
public sealed class UnverifiedRotationTests
{
    /// <summary>Until the new value may be verified.</summary>
    private const int WaitingRuns = 4;

    public static TheoryData<string> Kinds { get; } = [.. RotationCase.All.Keys];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task It_ends_nothing_and_raises_the_alert_in_each_run(string kind)
    {
        var rotation = RotationCase.All[kind];
        await using var stand = await rotation.StartAsync();
        var (before, enabled) = (rotation.InUse(stand), rotation.Versions(stand).Count(version => version.IsEnabled));
        var instance = stand.NewInstance(rotation.Plan);
        await rotation.BreakAsync(stand);
        for (var run = 0; run < 8; run++)
        {
            var failures = stand.Failures.Count();
            await RotatorStand.TimerAsync(instance);

            Assert.Equal(before.Id, rotation.InUse(stand).Id);
            await rotation.AssertValidAsync(stand);
            Assert.True(run < WaitingRuns || stand.Failures.Count() == failures + 1, "No alert was raised.");
            stand.Clock.Advance(rotation.Pause);
        }

        Assert.All(stand.Failures, line => Assert.Contains("It is not used, and the old one stays in use", line.Text, StringComparison.Ordinal));
        Assert.Equal(enabled + 1, rotation.Versions(stand).Count(version => version.IsEnabled));
    }
}
