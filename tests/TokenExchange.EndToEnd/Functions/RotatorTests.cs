using System.Net;
using System.Text.Json;
using TokenExchange.EndToEnd.Functions.Host;
using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.Functions;

/// <summary>The published rotator beside the published service: the host runs its functions as it would by timer and by queue.</summary>
public sealed class RotatorTests(PublishedRotator published) : IClassFixture<PublishedRotator>
{
    private const string Canary = "c2VhbGVkLWJ5LXRoZS1sb2NhbC1ob3N0LWZvci10ZXM"; // 32 bytes, as a session key is

    [FunctionsFact]
    public async Task It_has_functions_for_timers_and_one_for_the_queue_and_no_address()
    {
        await using var deployment = await Deployment.StartAsync();
        await using var rotator = await published.StartAsync(deployment.Settings);

        Assert.Equal(await Publication.Rotator.FunctionNamesAsync(), rotator.Functions.Select(function => function.Name));
        Assert.Equal(
            [("RecordInventory", "timerTrigger"), ("RotateDue", "timerTrigger"), ("RotateExpiring", "queueTrigger")],
            rotator.Functions.Select(function => (function.Name, function.Type)).Order());
        Assert.Equal("%RotationSchedule%", rotator.Functions.Single(function => function.Name == "RotateDue").Text("schedule"));
        Assert.Equal("%RotationQueue%", rotator.Functions.Single(function => function.Name == "RotateExpiring").Text("queueName"));
    }

    [FunctionsFact]
    public async Task The_inventory_is_a_record_for_each_secret_without_its_value()
    {
        await using var deployment = await Deployment.StartAsync();
        await deployment.Services.ControlAsync(HttpMethod.Put, "vault/secrets/session-key", new { value = Canary, expires = TimeProvider.System.GetUtcNow().AddDays(10) });
        await using var rotator = await published.StartAsync(deployment.Settings);

        Assert.Null(await rotator.FireTimerAsync("RecordInventory"));

        await Until.TrueAsync("it has written the inventory", () => Task.FromResult(
            rotator.Logs.Any(log => log.Message.StartsWith("session-key: owner -, class -, version ", StringComparison.Ordinal))));
        Assert.All(rotator.Logs.Select(log => log.Everything).Append(rotator.Output), told => Assert.DoesNotContain(Canary, told, StringComparison.Ordinal));
    }

    [FunctionsFact]
    public async Task A_message_of_the_vault_begins_a_rotation_that_the_timer_continues_while_users_go_on()
    {
        await using var deployment = await Deployment.StartAsync();
        using var user = deployment.NewUser();
        await user.SignInAsync();
        await deployment.Services.ControlAsync(HttpMethod.Put, "vault/secrets/session-key", new { value = Canary, expires = TimeProvider.System.GetUtcNow().AddDays(10) });
        await using var rotator = await published.StartAsync(deployment.Settings);
        var versions = await VersionsAsync(deployment);

        Assert.Null(await rotator.DeliverAsync(NearExpiry("session-key")));

        Assert.Equal(versions + 1, await VersionsAsync(deployment));
        Assert.Null(await rotator.FireTimerAsync());
        Assert.Null(await rotator.DeliverAsync(NearExpiry("session-key"))); // delivered twice
        Assert.Equal(versions + 1, await VersionsAsync(deployment));
        await SaysAsync(rotator, "session-key: the vault reports that it expires soon.");
        await SaysAsync(rotator, "The run has ended: 1 secrets, 0 steps done, 0 failed.");
        Assert.Equal(HttpStatusCode.OK, (await user.CallAsync(HttpMethod.Get, "/api/proxy/echo/anything")).Status);
        Assert.All(rotator.Logs.Select(log => log.Everything).Append(rotator.Output), told => Assert.DoesNotContain(Canary, told, StringComparison.Ordinal));
    }

    [FunctionsTheory]
    [InlineData("not an event")]
    [InlineData("""{"type":"Microsoft.KeyVault.SecretNearExpiry","data":{"Id":"https://another.vault.azure.net/secrets/session-key/1"}}""")]
    public async Task A_message_that_is_not_for_it_is_taken_and_does_nothing(string message)
    {
        await using var deployment = await Deployment.StartAsync();
        await using var rotator = await published.StartAsync(deployment.Settings);
        var versions = await VersionsAsync(deployment);

        Assert.Null(await rotator.DeliverAsync(message));

        await SaysAsync(rotator, "A message of the queue was ignored: it is neither Microsoft.KeyVault.SecretNearExpiry nor Microsoft.KeyVault.KeyNearExpiry of this vault.");
        Assert.Equal(versions, await VersionsAsync(deployment));
    }

    [FunctionsFact]
    public async Task A_plan_that_is_wrong_ends_the_start_with_the_setting_s_name()
    {
        await using var deployment = await Deployment.StartAsync();
        var settings = new Dictionary<string, string>(deployment.Settings) { ["RotationPlan"] = """{ "secrets": { "client-secret": { "kind": "by-hand" } } }""" };

        var ended = await Assert.ThrowsAsync<InvalidOperationException>(() => published.StartAsync(settings));

        Assert.Contains("RotationPlan", ended.Message, StringComparison.Ordinal);
    }

    private static string NearExpiry(string secret) => JsonSerializer.Serialize(new
    {
        specversion = "1.0",
        type = "Microsoft.KeyVault.SecretNearExpiry",
        data = new { Id = $"https://{Deployment.VaultName}/secrets/{secret}/ee059b2bb5bc48398a53b168c6cdcb10" },
    });

    private static async Task<int> VersionsAsync(Deployment deployment) =>
        (await deployment.Services.ControlAsync(HttpMethod.Get, "vault/log")).EnumerateArray()
            .Count(row => row.GetProperty("method").GetString() == "PUT" && row.GetProperty("path").GetString() == "/secrets/session-key");

    private static Task SaysAsync(RotatorHost rotator, string message) =>
        Until.TrueAsync($"it says: {message}", () => Task.FromResult(rotator.Logs.Any(log => log.Message == message)));
}
