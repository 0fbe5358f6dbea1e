using System.Text.Json.Nodes;

namespace TokenExchange.Tests.Hooks;

/// <summary>postdeploy: the calls in their order, and the function's key nowhere but in the body to Event Grid.</summary>
public sealed class PostdeployTests : HookStand
{
    private const string Key = "KEY-abc+/d==";
    private const string List = "GET func-x/functions";
    private const string Sync = "POST default/sync";
    private const string Subscriptions = "GET evgt-x/eventSubscriptions";
    private const string Put = "PUT eventSubscriptions/vault-to-service";

    [Fact]
    public async Task The_vaults_events_are_subscribed()
    {
        var run = await RunAsync("postdeploy");

        Assert.True(run.Status == 0, run.Output);
        Assert.Equal([List, Subscriptions, "POST VaultEvents/listkeys", Put, "GET eventSubscriptions/vault-to-service"], run.Sequence);
        var destination = run.Calls[3].Body.GetProperty("properties").GetProperty("destination");
        Assert.Equal("WebHook", destination.GetProperty("endpointType").GetString());
        Assert.Equal(
            "https://app.example.com/api/events/vault?code=KEY-abc%2B%2Fd%3D%3D", destination.GetProperty("properties").GetProperty("endpointUrl").GetString());
        NothingLeaked(run, Key);
    }

    [Fact]
    public async Task A_second_subscription_is_not_made_unless_forced()
    {
        await RunAsync("postdeploy");
        var second = await RunAsync("postdeploy");
        var forced = await RunAsync("postdeploy", "--force");

        Assert.Equal([List, Subscriptions], second.Sequence);
        Assert.Contains("already go to", second.Output, StringComparison.Ordinal);
        Assert.Contains(Put, forced.Sequence);
        NothingLeaked(second, Key);
        NothingLeaked(forced, Key);
    }

    [Fact]
    public async Task A_subscription_that_has_not_all_events_is_replaced()
    {
        await RunAsync("postdeploy");
        Events("Microsoft.KeyVault.SecretNewVersionCreated", "Microsoft.KeyVault.SecretNearExpiry", "Microsoft.KeyVault.SecretExpired");

        var run = await RunAsync("postdeploy");

        Assert.Equal([List, Subscriptions, "POST VaultEvents/listkeys", Put, "GET eventSubscriptions/vault-to-service"], run.Sequence);
        Assert.Contains("Microsoft.KeyVault.KeyNewVersionCreated", Filter.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal([List, Subscriptions], (await RunAsync("postdeploy")).Sequence);
        NothingLeaked(run, Key);
    }

    [Fact]
    public async Task A_subscription_without_a_filter_has_events_that_are_not_the_service_s_and_is_replaced()
    {
        await RunAsync("postdeploy");
        Azure.Subscription!["properties"]!.AsObject().Remove("filter");

        Assert.Contains(Put, (await RunAsync("postdeploy")).Sequence);
    }

    [Fact]
    public async Task A_subscription_that_azure_does_not_replace_is_no_success()
    {
        await RunAsync("postdeploy");
        Events("Microsoft.KeyVault.SecretNewVersionCreated");
        Azure.Faults.Add(new("PUT", "vault-to-service", 400, "BadRequest"));

        var run = await RunAsync("postdeploy");

        Assert.Equal((1, 3), (run.Status, run.Sequence.Count(call => call == Put)));
        Assert.Contains("did not succeed. The service works without it", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_function_that_is_not_listed_yet_is_waited_for_and_azure_is_asked_to_look_again()
    {
        Azure.Unlisted = 2;

        var run = await RunAsync("postdeploy");

        Assert.Equal(0, run.Status);
        Assert.Equal([List, Sync, List, Sync, List, Subscriptions], run.Sequence.Take(6));
        Assert.Contains("not listed yet (attempt 2 of 3)", run.Output, StringComparison.Ordinal);
        Assert.Contains("subscribed https:", run.Output, StringComparison.Ordinal);
        NothingLeaked(run, Key);
    }

    [Fact]
    public async Task A_version_without_the_function_is_skipped_after_all_attempts_and_said_so()
    {
        WithoutFunction();

        var run = await RunAsync("postdeploy");

        Assert.Equal(0, run.Status);
        Assert.Contains("skipped: the deployed version has no function VaultEvents", run.Output, StringComparison.Ordinal);
        Assert.Equal([List, Sync, List, Sync, List], run.Sequence);
    }

    [Fact]
    public async Task That_azure_cannot_look_again_is_no_reason_to_give_up()
    {
        WithoutFunction();
        Azure.Faults.Add(new("POST", "/host/default/sync", 400, "BadRequest"));

        var run = await RunAsync("postdeploy");

        Assert.Equal((0, 3), (run.Status, run.Sequence.Count(call => call == List)));
        Assert.Contains("Azure could not read the functions; the app may still be starting", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dry_run_looks_once_and_asks_nobody_to_look_again()
    {
        WithoutFunction();

        var run = await RunAsync("postdeploy", "--dry-run");

        Assert.Equal((0, List), (run.Status, Assert.Single(run.Sequence)));
    }

    [Fact]
    public async Task A_handshake_that_fails_at_first_is_tried_again()
    {
        Azure.FailedHandshakes = 1;

        var run = await RunAsync("postdeploy");

        Assert.Equal((0, 2), (run.Status, run.Sequence.Count(call => call == Put)));
        NothingLeaked(run, Key);
    }

    [Fact]
    public async Task A_handshake_that_never_succeeds_fails_the_hook_with_a_bound_and_without_a_trace_of_the_key()
    {
        Azure.FailedHandshakes = 99;
        Azure.Faults.Add(new("PUT", "vault-to-service", 400, "BadRequest", RepeatsBody: true));

        var run = await RunAsync("postdeploy");

        Assert.Equal((1, 3), (run.Status, run.Sequence.Count(call => call == Put)));
        Assert.Contains("did not succeed. The service works without it", run.Output, StringComparison.Ordinal);
        NothingLeaked(run, Key, "KEY-abc%2B%2Fd%3D%3D");
    }

    [Fact]
    public async Task A_subscription_that_is_not_there_yet_is_called_absent_and_asked_for_again()
    {
        Azure.Faults.Add(new("GET", "/vault-to-service", 404, "ResourceNotFound"));

        var run = await RunAsync("postdeploy");

        Assert.Equal((1, 3), (run.Status, run.Sequence.Count(call => call == Put)));
        Assert.Contains("not subscribed yet (absent, attempt 3 of 3)", run.Output, StringComparison.Ordinal);
        NothingLeaked(run, Key);
    }

    [Theory]
    [InlineData("GET", "/functions", "could not list the functions")]
    [InlineData("GET", "/eventSubscriptions", "could not list the event subscriptions")]
    [InlineData("POST", "/listkeys", "could not read the key of VaultEvents")]
    public async Task What_azure_refuses_fails_the_hook_and_is_said(string method, string at, string words)
    {
        Azure.Faults.Add(new(method, at, 403, "AuthorizationFailed"));

        var run = await RunAsync("postdeploy");

        Assert.Equal((1, true), (run.Status, run.Output.Contains(words, StringComparison.Ordinal)));
        Assert.Contains("AuthorizationFailed", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dry_run_reads_no_key_and_changes_nothing()
    {
        var run = await RunAsync("postdeploy", "--dry-run");

        Assert.Equal(0, run.Status);
        Assert.Contains("would subscribe https://app.example.com/api/events/vault", run.Output, StringComparison.Ordinal);
        Assert.All(run.Sequence, call => Assert.StartsWith("GET ", call, StringComparison.Ordinal));
    }

    private JsonNode Filter => Azure.Subscription!["properties"]!["filter"]!["includedEventTypes"]!;

    /// <summary>The subscription is from a version of the service that knew these events.</summary>
    private void Events(params string[] types) => Filter.ReplaceWith(new JsonArray([.. types.Select(type => JsonValue.Create(type))]));

    private void WithoutFunction()
    {
        Azure.Functions.Clear();
        Azure.Functions.Add("Login");
    }
}
