namespace TokenExchange.Tests.Rotations;

/// <summary>
/// Two instances of the rotator at the same time, of which one runs completely while the other is within a call: nothing is locked, and the value in use is
/// valid at every moment.
/// </summary>
public sealed class RotatorInstancesTests : RotatorStand
{
    /// <summary>
    /// The calls of a rotation that change something or verify: record the intent, add the secret, store it, verify it, use it, disable the old version,
    /// remove the old secret, record that it has ended, record that the rotation is complete.
    /// </summary>
    private const int Calls = 9;

    private bool _isInside;
    private int _calls;
    private Func<int, bool, Task> _reached = (_, _) => Task.CompletedTask;

    public static TheoryData<int, bool> Overlaps { get; } = [.. Enumerable.Range(1, Calls).SelectMany(call => new[] { (call, false), (call, true) })];

    [Theory]
    [MemberData(nameof(Overlaps))]
    public async Task The_rotation_is_complete_and_nothing_is_left_wherever_the_second_one_came(int call, bool isAfter)
    {
        await BeginAsync();
        var (first, second) = (NewInstance(EntraPlan), NewInstance(EntraPlan));
        foreach (var way in new[] { VaultWay, ProviderWay, ApiWay })
        {
            way.Before = request => ReachAsync(request, isAfter: false);
            way.After = request => ReachAsync(request, isAfter: true);
        }

        var hasOverlapped = false;
        _reached = async (number, after) =>
        {
            if ((number, after) == (call, isAfter))
            {
                hasOverlapped = true;
                await TimerAsync(second);
            }
        };

        for (var run = 0; run < 12; run++)
        {
            await TimerAsync(first);
            Assert.Contains(InUse("client-secret").Value, Graph.Passwords.Select(password => password.Secret));
            Clock.Advance(TimeSpan.FromMinutes(20));
        }

        Assert.True(hasOverlapped);
        Assert.Empty(Failures);
        var password = Assert.Single(Graph.Passwords);
        Assert.Equal(password.Secret, Assert.Single(Vault.Versions("client-secret"), version => version.Enabled).Value);
        Assert.Equal("complete", InUse("client-secret").Tags["rotation-step"]);
    }

    [Fact]
    public async Task No_call_is_left_out_of_the_enumeration()
    {
        await BeginAsync();
        var before = Changes;

        await FinishAsync(NewInstance(EntraPlan));

        Assert.Equal(Calls, Changes - before);
    }

    /// <summary>A secret that a rotation made, and that is due again.</summary>
    private async Task BeginAsync()
    {
        Tag("session-key", ("rotate-after", "9999"));
        Clock.Advance(TimeSpan.FromDays(91));
        await FinishAsync(NewInstance(EntraPlan));
        Clock.Advance(TimeSpan.FromDays(91));
    }

    private async Task ReachAsync(HttpRequestMessage request, bool isAfter)
    {
        if (request.Method == HttpMethod.Get || _isInside)
        {
            return;
        }

        _calls += isAfter ? 0 : 1;
        _isInside = true;
        await _reached(_calls, isAfter);
        _isInside = false;
    }
}
