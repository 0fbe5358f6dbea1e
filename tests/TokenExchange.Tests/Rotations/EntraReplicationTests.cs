using System.Globalization;
using System.Net;

namespace TokenExchange.Tests.Rotations;

/// <summary>A directory that makes changes known with a delay: at its token endpoint, and in what it lists.</summary>
public sealed class EntraReplicationTests : RotatorStand
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    public EntraReplicationTests()
    {
        Tag("session-key", ("rotate-after", "9999"));
        Clock.Advance(TimeSpan.FromDays(91));
    }

    [Fact]
    public async Task While_the_token_endpoint_does_not_know_the_secret_the_rotation_waits_without_an_alert_and_then_continues()
    {
        Graph.Replication = 10 * Minute;
        var instance = NewInstance(EntraPlan);

        for (var minute = 0; minute < 10; minute++)
        {
            await TimerAsync(instance);
            Assert.Equal(ClientSecret, InUse("client-secret").Value);
            Clock.Advance(Minute);
        }

        await TimerAsync(instance);
        Assert.Equal(Assert.Single(Graph.Passwords).Secret, InUse("client-secret").Value);
        Assert.True(Vault.Versions("client-secret")[1].Enabled);
        Clock.Advance(11 * Minute);
        await TimerAsync(instance);
        Assert.False(Vault.Versions("client-secret")[1].Enabled);
        Assert.Empty(Failures);
    }

    [Fact]
    public async Task A_secret_that_is_unknown_for_longer_raises_the_alert_and_ends_nothing()
    {
        Graph.Replication = TimeSpan.FromDays(1);
        var instance = NewInstance(EntraPlan);
        await TimerAsync(instance);
        Clock.Advance(15 * Minute);

        await TimerAsync(instance);

        Assert.Contains("was rejected. It is not used", Assert.Single(Failures).Text, StringComparison.Ordinal);
        Assert.True(Vault.Versions("client-secret")[1].Enabled);
    }

    [Fact]
    public async Task A_secret_that_was_given_up_is_removed_although_the_list_does_not_show_it_yet()
    {
        Graph.ReadLag = TimeSpan.FromHours(1);
        var instance = NewInstance(EntraPlan);
        await TimerAsync(instance);
        var givenUp = Assert.Single(Graph.Passwords);
        Vault.SetEnabled("client-secret", Vault.Versions("client-secret")[0].Version, false);
        await TimerAsync(instance);
        Assert.Null(givenUp.Removed); // a server that does not know it yet would answer that there is no such secret
        Clock.Advance(15 * Minute);

        await TimerAsync(instance);

        Assert.NotNull(givenUp.Removed);
        Assert.Empty(Failures);
    }

    [Fact]
    public async Task A_secret_that_a_person_has_removed_already_has_ended()
    {
        var instance = NewInstance(EntraPlan);
        await FinishAsync(instance);
        var first = Assert.Single(Graph.Passwords);
        first.Removed = Clock.GetUtcNow();
        Clock.Advance(TimeSpan.FromDays(91));

        await FinishAsync(instance);

        Assert.NotEqual(first.Id, Assert.Single(Graph.Passwords).Id);
        Assert.Empty(Failures);
    }

    [Fact]
    public async Task A_removal_that_is_refused_because_of_another_write_is_reported_and_repeated()
    {
        var instance = NewInstance(EntraPlan);
        await FinishAsync(instance);
        Clock.Advance(TimeSpan.FromDays(91));
        Graph.RemovalRefusal = HttpStatusCode.Conflict;
        await FinishAsync(instance);
        Assert.Equal(2, Graph.Passwords.Count);
        Assert.All(Failures, line => Assert.Contains("removePassword failed with status 409", line.Text, StringComparison.Ordinal));

        Graph.RemovalRefusal = null;
        await TimerAsync(instance);

        Assert.Single(Graph.Passwords);
    }

    [Fact]
    public async Task The_secret_expires_at_the_directory_when_its_version_expires_in_the_vault()
    {
        await FinishAsync(NewInstance(EntraPlan));

        var expires = DateTimeOffset.FromUnixTimeSeconds(InUse("client-secret").Expires!.Value);
        Assert.Equal(expires.ToString("s", CultureInfo.InvariantCulture), Assert.Single(Graph.Passwords).Ends.UtcDateTime.ToString("s", CultureInfo.InvariantCulture));
    }
}
