namespace TokenExchange.Tests.Rotations;

/// <summary>A process that ends between any two calls of a rotation is continued by the next one, and the value in use is valid at every moment.</summary>
public sealed class InterruptedRotationTests : RotationStand
{
    /// <summary>
    /// The calls of a rotation that change something or verify: record the intent, add the secret, store it, verify it, use it, disable the old version,
    /// remove the old secret, record that it has ended, record that the rotation is complete.
    /// </summary>
    private const int Calls = 9;

    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(20);

    public static TheoryData<int, bool> Ends { get; } =
        [.. Enumerable.Range(1, Calls).SelectMany(call => new[] { (call, false), (call, true) })];

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task A_rotation_is_continued_wherever_the_process_ended(int call, bool isAfter)
    {
        await BeginAsync();
        (EndsAt, EndsAfter) = (call, isAfter);
        var ended = false;

        for (var run = 0; run < 12; run++)
        {
            try
            {
                await RotateAsync("--due");
            }
            catch (ProcessEndedException)
            {
                (EndsAt, ended) = (0, true);
            }

            EndsAt -= EndsAt > 0 ? Changes : 0;
            AssertValid();
            Clock.Advance(Pause);
        }

        Assert.True(ended);
        var password = Assert.Single(Graph.Passwords);
        Assert.Equal(password.Secret, Assert.Single(Vault.Versions("client-secret"), version => version.Enabled).Value);
        Assert.Equal("complete", InUse("client-secret").Tags["rotation-step"]);
    }

    [Fact]
    public async Task No_call_is_left_out_of_the_enumeration()
    {
        await BeginAsync();
        var calls = 0;

        for (var run = 0; run < 12; run++)
        {
            await RotateAsync("--due");
            calls += Changes;
            Clock.Advance(Pause);
        }

        Assert.Equal(Calls, calls);
    }

    /// <summary>A secret that a rotation made, and that is due again.</summary>
    private async Task BeginAsync()
    {
        Files["plan.json"] = """{ "secrets": { "client-secret": { "kind": "entra-client-secret" } } }""";
        Tag("session-key", ("rotate-after", "9999"));
        Clock.Advance(TimeSpan.FromDays(91));
        await FinishAsync(Pause);
        Clock.Advance(TimeSpan.FromDays(91));
    }

    private void AssertValid() => Assert.Contains(InUse("client-secret").Value, Graph.Passwords.Select(password => password.Secret));
}
