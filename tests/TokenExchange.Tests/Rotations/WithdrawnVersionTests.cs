namespace TokenExchange.Tests.Rotations;

/// <summary>
/// A person disables a version between a rotation's reading and writing of it, for example because its value has leaked. The vault has no condition on a
/// write, so that a rotation writes nothing of a version that it does not change.
/// </summary>
public sealed class WithdrawnVersionTests
{
    private const int Runs = 4;

    public static TheoryData<string> Kinds { get; } = [.. RotationCase.All.Keys];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_new_version_that_is_disabled_while_it_is_verified_stays_disabled(string kind)
    {
        var rotation = RotationCase.All[kind];
        await using var stand = await rotation.StartAsync();
        var before = rotation.InUse(stand);
        var disabled = DisableAtWrite(stand, rotation, version => version != before.Id);

        for (var run = 0; run < Runs && disabled.Count == 0; run++)
        {
            await stand.RotateAsync("--due");
            stand.Clock.Advance(rotation.Pause);
        }

        Assert.False(Assert.Single(rotation.Versions(stand), version => version.Id == Assert.Single(disabled)).IsEnabled);
        await rotation.AssertValidAsync(stand);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task An_old_version_that_is_disabled_while_its_rotation_begins_stays_disabled(string kind)
    {
        var rotation = RotationCase.All[kind];
        await using var stand = await rotation.StartAsync();
        var before = rotation.InUse(stand);
        DisableAtWrite(stand, rotation, version => version == before.Id);

        await stand.RotateAsync("--due");

        Assert.False(Assert.Single(rotation.Versions(stand), version => version.Id == before.Id).IsEnabled);
    }

    /// <summary>Disables a version once, while the first write to it is on its way; gives the ids of those that were disabled.</summary>
    private static List<string> DisableAtWrite(RotatorStand stand, RotationCase rotation, Func<string, bool> isMeant)
    {
        var disabled = new List<string>();
        stand.VaultWay.Before = request =>
        {
            var version = request.RequestUri!.Segments[^1];
            if (request.Method == HttpMethod.Patch && disabled.Count == 0 && isMeant(version))
            {
                disabled.Add(version);
                rotation.Disable(stand, version);
            }

            return Task.CompletedTask;
        };
        return disabled;
    }
}
