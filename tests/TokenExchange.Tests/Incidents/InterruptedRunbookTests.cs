using TokenExchange.Tests.Rotations;

namespace TokenExchange.Tests.Incidents;

/// <summary>
/// The runbooks for a leaked credential with a plan: the process ends before or after any call that changes something or verifies, and the same command is
/// run again. The value in use is valid at every moment, and is replaced once.
/// </summary>
public sealed class InterruptedRunbookTests
{
    private const int Runs = 8;
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(16); // longer than each waiting time, and than a process may take for its first step

    public static TheoryData<string, bool> Kinds { get; } =
        [.. RotationCase.All.Keys.Where(kind => kind != "session key").SelectMany(kind => new[] { (kind, false), (kind, true) })];

    public static TheoryData<string> Roles { get; } = [.. RotationCase.All.Keys.Where(kind => kind != "session key")];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task It_can_be_run_again_wherever_it_was_interrupted(string kind, bool isAfter)
    {
        var calls = await RunAsync(kind, endsAt: 0, isAfter);

        Assert.True(calls >= 5, "A value is created, stored, used, an old one ends, and all is complete.");
        for (var call = 1; call <= calls; call++)
        {
            await RunAsync(kind, call, isAfter);
        }
    }

    [Theory]
    [MemberData(nameof(Roles))]
    public async Task Without_the_role_it_says_which_one_is_needed_and_begins_nothing(string kind)
    {
        var rotation = RotationCase.All[kind];
        await using var stand = await rotation.StartAsync();
        var before = rotation.Versions(stand);
        stand.VaultWay.Instead = request => request.Method == HttpMethod.Get ? null : Doctor.BrokenFront.Json(403, """{"error":{"code":"Forbidden","message":"no"}}""");

        var (code, seen) = await stand.RunbookAsync(Arguments(rotation));

        Assert.Equal(1, code);
        Assert.Contains("Key Vault Secrets Officer\" on the secret", seen, StringComparison.Ordinal);
        Assert.Contains("Step 1 failed; no step after it was begun.", seen, StringComparison.Ordinal);
        Assert.Equal(before.Select(version => version.Id), rotation.Versions(stand).Select(version => version.Id));
    }

    /// <summary>The runbook, which is run again until nothing is left for the command; gives the number of calls.</summary>
    private static async Task<int> RunAsync(string kind, int endsAt, bool isAfter)
    {
        TestContext.Current.TestOutputHelper!.WriteLine($"{kind}: ends {(isAfter ? "after" : "before")} call {endsAt}");
        var rotation = RotationCase.All[kind];
        await using var stand = await rotation.StartAsync();
        var before = rotation.Versions(stand).Select(version => version.Id).ToList();
        (stand.EndsAt, stand.EndsAfter) = (endsAt, isAfter);
        var code = -1;
        for (var run = 0; run < Runs && code != 0; run++)
        {
            try
            {
                (code, _) = await stand.RunbookAsync(Arguments(rotation));
            }
            catch (ProcessEndedException)
            {
                stand.EndsAt = 0;
            }

            stand.Remember();
            await rotation.AssertValidAsync(stand);
            stand.Clock.Advance(Pause);
        }

        Assert.Equal((0, 0), (code, stand.EndsAt));
        var current = Assert.Single(rotation.Versions(stand), version => version.IsEnabled);
        Assert.DoesNotContain(current.Id, before);
        Assert.Equal(("leaked", current), (current.Tags["rotation-cause"], rotation.InUse(stand)));
        await rotation.AssertCleanAsync(stand);
        return stand.Changes;
    }

    private static string[] Arguments(RotationCase rotation) => rotation.Secret == "partner-api-key"
        ? ["leaked-api-key", rotation.Secret, "--plan", "plan.json"]
        : ["leaked-client-secret", "--plan", "plan.json"];
}
