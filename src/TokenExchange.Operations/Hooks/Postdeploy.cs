using System.Globalization;
using TokenExchange.Rotations.Cloud;

namespace TokenExchange.Operations.Hooks;

/// <summary>
/// Subscribes the service to the vault's events, so that a changed secret is read at its next use and not at the next refresh. The subscription is
/// optional: without it, secrets are read at the refresh interval.
/// </summary>
internal sealed class Postdeploy(HookRun run, bool isForced)
{
    private const string Function = "VaultEvents";
    private const string WebVersion = "api-version=2025-03-01";
    private const string Command = "dotnet run --project src/TokenExchange.Operations -- hooks postdeploy";

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var app = await run.RequiredAsync("AZURE_FUNCTION_APP_ID", cancellationToken);
        var topic = await run.RequiredAsync("AZURE_EVENT_TOPIC_ID", cancellationToken);
        var endpoint = await run.RequiredAsync("SERVICE_PUBLIC_ORIGIN", cancellationToken) + $"/{Routes.Prefix}/{Routes.VaultEvents}";
        var cloud = AzureCloud.Of(await run.ValueAsync("SERVICE_FEDERATION_ISSUER", cancellationToken));
        var tenant = await run.ValueAsync("AZURE_TENANT_ID", cancellationToken);
        var manager = new AzureRest(run.Surroundings.Connection, run.Surroundings.Account(tenant.Length > 0 ? tenant : null), cloud.ResourceManager);

        // A new front takes minutes until it is available everywhere, and a new function takes some seconds until it is listed.
        var pauses = new Pauses(await NumberAsync("HOOK_ATTEMPTS", 20, cancellationToken), await NumberAsync("HOOK_DELAY", 30, cancellationToken), run.Surroundings.Clock);
        if (!await IsListedAsync(manager, app, pauses, cancellationToken))
        {
            await run.SayAsync($"skipped: the deployed version has no function {Function}, or Azure does not list it yet.");
            await run.SayAsync($"secrets are read at the refresh interval. To try again: {Command}");
            return;
        }

        var subscription = new EventSubscription(run, manager, topic, endpoint);
        if (!isForced && await subscription.IsThereAsync(cancellationToken))
        {
            await run.SayAsync($"the vault's events already go to {endpoint}.");
        }
        else if (run.IsDry)
        {
            await run.SayAsync($"would subscribe {endpoint} to the vault's events.");
        }
        else if (!await subscription.CreateAsync(await KeyAsync(manager, app, cancellationToken), pauses, cancellationToken))
        {
            throw new HookException($"the handshake with {endpoint} did not succeed. The service works without it. To try again: {Command}");
        }
    }

    /// <summary>
    /// On Flex Consumption the list is often outdated until an instance has started with the new code and Azure was asked to read the triggers again.
    /// </summary>
    private async Task<bool> IsListedAsync(AzureRest manager, string app, Pauses pauses, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var answer = await manager.GetAsync($"{app}/functions?{WebVersion}", cancellationToken);
            if (!answer.Succeeded)
            {
                await run.ComplainAsync(answer.Words);
                throw new HookException("could not list the functions of the app.");
            }

            if (answer.List().Any(function => new AzureAnswer(200, function).Text("name")?.EndsWith("/" + Function, StringComparison.Ordinal) == true))
            {
                return true;
            }

            if (run.IsDry || attempt >= pauses.Attempts)
            {
                return false;
            }

            await run.SayAsync($"{Function} is not listed yet (attempt {attempt} of {pauses.Attempts}); asking Azure to read the functions again.");
            var read = await manager.SendAsync(HttpMethod.Post, $"{app}/host/default/sync?{WebVersion}", null, cancellationToken);
            if (!read.Succeeded)
            {
                await run.ComplainAsync(read.Words);
                await run.SayAsync("Azure could not read the functions; the app may still be starting.");
            }

            await pauses.WaitAsync(cancellationToken);
        }
    }

    private async Task<SecretInput> KeyAsync(AzureRest manager, string app, CancellationToken cancellationToken)
    {
        var answer = await manager.SendAsync(HttpMethod.Post, $"{app}/functions/{Function}/listkeys?{WebVersion}", null, cancellationToken);
        if (!answer.Succeeded)
        {
            await run.ComplainAsync(answer.Words);
            throw new HookException($"could not read the key of {Function}.");
        }

        return answer.Text("default") is { Length: > 0 } key ? SecretInput.Of(key) : throw new HookException($"the function {Function} has no key named 'default'.");
    }

    private async Task<int> NumberAsync(string variable, int otherwise, CancellationToken cancellationToken) =>
        int.TryParse(await run.ValueAsync(variable, cancellationToken), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : otherwise;
}

/// <summary>The number of attempts and the wait between them.</summary>
internal sealed record Pauses(int Attempts, int Seconds, TimeProvider Clock)
{
    public Task WaitAsync(CancellationToken cancellationToken) => Task.Delay(TimeSpan.FromSeconds(Seconds), Clock, cancellationToken);
}
