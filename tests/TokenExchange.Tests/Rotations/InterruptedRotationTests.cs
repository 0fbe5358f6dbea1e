namespace TokenExchange.Tests.Rotations;

/// <summary>
/// A process that ends between any two calls of a rotation is continued by the next one, and the value in use is valid at every moment. A call is one that
/// changes something or verifies: whatever ends between two others has the same effect.
/// </summary>
public sealed class InterruptedRotationTests
{
    private const int Runs = 12;

    public static TheoryData<string, bool> Kinds { get; } = [.. RotationCase.All.Keys.SelectMany(kind => new[] { (kind, false), (kind, true) })];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_rotation_is_continued_wherever_the_process_ended(string kind, bool isAfter)
    {
        var calls = await RotateAsync(kind, endsAt: 0, isAfter); // so that no call is left out, whatever a rotation calls

        Assert.True(calls >= 5, "A rotation begins, is stored, is used, ends a version and is complete.");
        for (var call = 1; call <= calls; call++)
        {
            await RotateAsync(kind, call, isAfter);
        }
    }

    /// <summary>A rotation during which the process ends at one call, or at none; gives the number of calls.</summary>
    private static async Task<int> RotateAsync(string kind, int endsAt, bool isAfter)
    {
        TestContext.Current.TestOutputHelper!.WriteLine($"{kind}: ends {(isAfter ? "after" : "before")} call {endsAt}");
        var rotation = RotationCase.All[kind];
        await using var stand = await rotation.StartAsync();
        var before = rotation.InUse(stand);
        var calls = 0;
        for (var run = 0; run < Runs; run++)
        {
            (stand.EndsAt, stand.EndsAfter) = (endsAt - calls, isAfter);
            try
            {
                await stand.RotateAsync("--due");
            }
            catch (ProcessEndedException)
            {
                endsAt = 0;
            }

            calls += stand.Changes;
            await rotation.AssertValidAsync(stand);
            stand.Clock.Advance(rotation.Pause);
        }

        Assert.True(endsAt <= 0, "The process did not end.");
        var current = Assert.Single(rotation.Versions(stand), version => version.IsEnabled);
        Assert.NotEqual(before.Id, current.Id);
        Assert.Equal(("complete", current), (current.Tags["rotation-step"], rotation.InUse(stand)));
        await rotation.AssertCleanAsync(stand);
        return calls;
    }
}
