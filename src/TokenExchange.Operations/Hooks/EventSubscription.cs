using System.Text.Json;
using TokenExchange.Rotations.Cloud;

namespace TokenExchange.Operations.Hooks;

/// <summary>The subscription of the service to the vault's events (Event Grid).</summary>
internal sealed class EventSubscription(HookRun run, AzureRest manager, string topic, string endpoint)
{
    private const string Name = "vault-to-service";
    private const string Version = "api-version=2025-02-15";

    private static readonly string[] Events =
    [
        "Microsoft.KeyVault.SecretNewVersionCreated", "Microsoft.KeyVault.SecretNearExpiry", "Microsoft.KeyVault.SecretExpired",
        "Microsoft.KeyVault.KeyNewVersionCreated", "Microsoft.KeyVault.KeyNearExpiry", "Microsoft.KeyVault.KeyExpired",
    ];

    private string Address => $"{topic}/eventSubscriptions/{Name}?{Version}";

    /// <summary>Whether the events are already sent to the service: all that this version reads, and no others.</summary>
    /// <exception cref="HookException">The subscriptions cannot be listed.</exception>
    public async Task<bool> IsThereAsync(CancellationToken cancellationToken)
    {
        var answer = await manager.GetAsync($"{topic}/eventSubscriptions?{Version}", cancellationToken);
        if (!answer.Succeeded)
        {
            await run.ComplainAsync(answer.Words);
            throw new HookException("could not list the event subscriptions of the vault.");
        }

        return answer.List().Select(item => new AzureAnswer(200, item)).Any(item => item.Text("name") == Name
            && State(item) == "Succeeded"
            && item.Text("properties", "destination", "properties", "endpointBaseUrl") == endpoint);
    }

    /// <summary>Creates the subscription and retries until the handshake succeeds; false when it never does.</summary>
    public async Task<bool> CreateAsync(SecretInput key, Pauses pauses, CancellationToken cancellationToken)
    {
        var state = "absent";
        for (var attempt = 1; attempt <= pauses.Attempts; attempt++)
        {
            if (state is not ("Creating" or "Updating")) // a second request would interfere with one in progress
            {
                var answer = await manager.SendAsync(HttpMethod.Put, Address, Body(key), cancellationToken);
                if (!answer.Succeeded)
                {
                    await run.ComplainAsync(key.Guard(answer.Words));
                    await run.SayAsync("Azure rejected the subscription; the endpoint may not respond yet.");
                }
            }

            await pauses.WaitAsync(cancellationToken);
            var found = await manager.GetAsync(Address, cancellationToken);
            state = State(found);
            if (state == "Succeeded")
            {
                await run.SayAsync($"subscribed {endpoint} to the vault's events.");
                return true;
            }

            await run.SayAsync($"not subscribed yet ({state}, attempt {attempt} of {pauses.Attempts}); a new front takes some minutes to become available.");
        }

        return false;
    }

    /// <summary>The state that Azure gives, or <c>outdated</c> for a subscription with other events, which Azure also shows while it rejects the new one.</summary>
    private static string State(AzureAnswer subscription) => subscription.Text("properties", "provisioningState") switch
    {
        null => "absent",
        "Succeeded" when !HasEvents(subscription) => "outdated",
        var state => state,
    };

    private static bool HasEvents(AzureAnswer subscription) =>
        subscription.Member("properties", "filter", "includedEventTypes") is { ValueKind: JsonValueKind.Array } types
        && types.EnumerateArray().Select(type => type.ToString()).ToHashSet(StringComparer.OrdinalIgnoreCase).SetEquals(Events);

    /// <summary>
    /// The key is part of the address that Event Grid calls; Azure treats that address as a secret and never shows it. In Event Grid's own schema the
    /// handshake is a POST like every event, which every front forwards.
    /// </summary>
    private object Body(SecretInput key) => new
    {
        properties = new
        {
            eventDeliverySchema = "EventGridSchema",
            filter = new { includedEventTypes = Events },
            destination = new
            {
                endpointType = "WebHook",
                properties = new { minimumTlsVersionAllowed = "1.2", endpointUrl = $"{endpoint}?code={Uri.EscapeDataString(key.Reveal())}" },
            },
        },
    };
}
