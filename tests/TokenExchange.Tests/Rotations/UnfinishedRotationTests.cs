using System.Globalization;
using System.Text.Json;

namespace TokenExchange.Tests.Rotations;

/// <summary>What <c>inventory</c> and <c>doctor</c> show of rotations that have begun and are not complete.</summary>
public sealed class UnfinishedRotationTests : RotationStand
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    public UnfinishedRotationTests() => Files["plan.json"] = """{ "secrets": { "client-secret": { "kind": "entra-client-secret" } } }""";

    [Fact]
    public async Task Without_a_rotation_there_is_none()
    {
        var (code, rotation, _) = await InventoryAsync("session-key");

        Assert.Equal((0, JsonValueKind.Null), (code, rotation.ValueKind));
        Assert.Equal("ok", (await DoctorAsync("session-key")).Verdict);
    }

    [Fact]
    public async Task A_session_key_in_use_is_shown_until_the_old_one_has_ended()
    {
        await RotateAsync("session-key");
        var first = Clock.GetUtcNow() + 6 * Minute;

        await AssertStandingAsync("session-key", "in-use", first, first + TimeSpan.FromHours(8) + 10 * Minute);

        Assert.Equal("ok", (await DoctorAsync("session-key")).Verdict);
        Clock.Advance(TimeSpan.FromHours(9));
        Assert.Equal("warning", (await DoctorAsync("session-key")).Verdict);
        Assert.Equal(0, (await InventoryAsync("session-key")).Code);
        await RotateAsync("--due");
        Assert.Equal(JsonValueKind.Null, (await InventoryAsync("session-key")).Rotation.ValueKind);
        Assert.Equal("ok", (await DoctorAsync("session-key")).Verdict);
    }

    [Fact]
    public async Task Each_step_of_a_client_secret_is_shown()
    {
        var start = Clock.GetUtcNow();
        await EndProcessAsync(call: 2, "client-secret");
        await AssertStandingAsync("client-secret", "begun", start, start + 15 * Minute);

        Clock.Advance(15 * Minute);
        var created = Clock.GetUtcNow();
        await RotateAsync("client-secret");
        await AssertStandingAsync("client-secret", "created", created, created + 5 * Minute);

        Clock.Advance(2 * Minute);
        var used = Clock.GetUtcNow();
        await RotateAsync("client-secret");
        await AssertStandingAsync("client-secret", "in-use", used, used + 11 * Minute);

        Clock.Advance(11 * Minute);
        var ending = Clock.GetUtcNow();
        await EndProcessAsync(call: 3, "client-secret");
        await AssertStandingAsync("client-secret", "ending", ending, ending);
    }

    [Fact]
    public async Task A_rotation_that_nobody_continues_for_two_days_is_stuck_and_breaks_the_policy()
    {
        await RotateAsync("client-secret");
        Clock.Advance(2 * Day + 5 * Minute);
        Assert.Equal((0, false), await StuckAsync("client-secret"));
        Clock.Advance(Minute);

        Assert.Equal((1, true), await StuckAsync("client-secret"));

        var breach = Assert.Single((await InventoryAsync("client-secret")).Breaches);
        Assert.StartsWith("The rotation is stuck: step \"created\" of version ", breach, StringComparison.Ordinal);
        var row = await DoctorAsync("client-secret");
        Assert.Equal(("warning", breach), (row.Verdict, row.Found));
        Assert.Contains("rotate --due", row.Todo, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rotation_that_has_just_advanced_is_not_stuck()
    {
        await RotateAsync("client-secret");
        Clock.Advance(10 * Day);
        await RotateAsync("client-secret");

        Assert.Equal((0, false), await StuckAsync("client-secret"));
    }

    [Fact]
    public async Task A_private_key_may_be_published_for_as_long_as_a_plan_can_say()
    {
        Authenticate("private-key-jwt", "private-key");
        Files["plan.json"] = """{ "secrets": { "private-key": { "kind": "private-key-jwt" } } }""";
        Vault.Put("private-key", Canary("private-key"));
        await RotateAsync("private-key");
        var created = Clock.GetUtcNow();

        await AssertStandingAsync("private-key", "created", created, created + 30 * Day);
    }

    [Theory]
    [InlineData("rotation-step", "done")]
    [InlineData("rotation-credential", "../../other")]
    [InlineData("rotation-next", "soon")]
    public async Task Tags_that_no_rotation_wrote_are_reported_and_not_shown(string name, string value)
    {
        Tag("session-key", (name, value));

        var (code, rotation, breaches) = await InventoryAsync("session-key");

        Assert.Equal((1, JsonValueKind.Null), (code, rotation.ValueKind));
        Assert.StartsWith($"The tag \"{name}\" of version {SessionKey} was not written by a rotation.", Assert.Single(breaches), StringComparison.Ordinal);
        Assert.DoesNotContain(value, Output.ToString(), StringComparison.Ordinal);
        Assert.Equal("failed", (await DoctorAsync("session-key")).Verdict);
        Assert.DoesNotContain(value, Output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task People_read_one_line_for_each_rotation()
    {
        await RotateAsync("session-key");
        Output.GetStringBuilder().Clear();

        Assert.Equal(0, await RunVerbAsync("inventory", "--config", "env"));

        Assert.Matches("session-key: The rotation is unfinished: step \"in-use\" of version [0-9a-f]{8} since .* UTC; the next step is possible at the latest from .* UTC\\.", Output.ToString());
    }

    [Fact]
    public async Task A_rotation_that_has_begun_is_continued_also_where_the_secret_is_not_due()
    {
        await EndProcessAsync(call: 2, "client-secret");
        Clock.Advance(16 * Minute);

        await RotateAsync("--due");

        Assert.Equal(Assert.Single(Graph.Passwords).Secret, Vault.Versions("client-secret")[0].Value);
    }

    [Fact]
    public async Task The_end_of_a_version_that_was_never_used_is_continued()
    {
        await RotateAsync("client-secret");
        Vault.SetEnabled("client-secret", Vault.Versions("client-secret")[0].Version, false);
        Clock.Advance(15 * Minute);
        await EndProcessAsync(call: 2, "--due");
        Assert.Single(Graph.Passwords);

        await RotateAsync("--due");

        Assert.Empty(Graph.Passwords);
        Assert.Equal(JsonValueKind.Null, (await InventoryAsync("client-secret")).Rotation.ValueKind);
    }

    /// <summary>The process ends before this call that changes something.</summary>
    private async Task EndProcessAsync(int call, string argument)
    {
        (EndsAt, EndsAfter) = (call, false);
        await Assert.ThrowsAsync<ProcessEndedException>(() => RotateAsync(argument));
        EndsAt = 0;
    }

    private async Task AssertStandingAsync(string name, string step, DateTimeOffset since, DateTimeOffset nextStepBy)
    {
        var (code, rotation, _) = await InventoryAsync(name);

        Assert.Equal(0, code);
        Assert.Equal(
            (step, Seconds(since), Seconds(nextStepBy), false),
            (rotation.GetProperty("step").GetString(), Seconds(rotation.GetProperty("since").GetDateTimeOffset()),
                Seconds(rotation.GetProperty("nextStepBy").GetDateTimeOffset()), rotation.GetProperty("isStuck").GetBoolean()));
    }

    private async Task<(int Code, bool IsStuck)> StuckAsync(string name)
    {
        var (code, rotation, _) = await InventoryAsync(name);
        return (code, rotation.GetProperty("isStuck").GetBoolean());
    }

    private async Task<(int Code, JsonElement Rotation, List<string> Breaches)> InventoryAsync(string name)
    {
        Output.GetStringBuilder().Clear();
        var code = await RunVerbAsync("inventory", "--config", "env", "--json");
        var secret = JsonElement.Parse(Output.ToString()).GetProperty("secrets").EnumerateArray().Single(secret => secret.GetProperty("name").GetString() == name);
        return (code, secret.GetProperty("rotation"), [.. secret.GetProperty("breaches").EnumerateArray().Select(text => text.GetString()!)]);
    }

    private async Task<Doctor.DoctorRow> DoctorAsync(string name)
    {
        Output.GetStringBuilder().Clear();
        return (await BeforeAsync()).Findings.Single(row => row.Check == "secret-rotation" && row.Subject == name);
    }

    private static string Seconds(DateTimeOffset moment) => moment.UtcDateTime.ToString("s", CultureInfo.InvariantCulture);
}
