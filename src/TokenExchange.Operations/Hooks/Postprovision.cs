using System.Text.RegularExpressions;
using TokenExchange.Rotations.Cloud;
using TokenExchange.Rotations.Kinds;

namespace TokenExchange.Operations.Hooks;

/// <summary>
/// Gives the service its credential after the template created the vault and the identity: sets secrets that have no value yet, or registers the
/// identity at the application.
/// </summary>
internal sealed partial class Postprovision(HookRun run, PostprovisionOptions options)
{
    private const string SessionKey = "session-key";
    private const string SetSecretCommand = "dotnet run --project src/TokenExchange.Operations -- hooks postprovision --set-secret";

    private readonly GivenSecrets _given = new(run);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var cloud = AzureCloud.Of(await run.ValueAsync("SERVICE_FEDERATION_ISSUER", cancellationToken));
        var vault = await VaultAsync(cloud, cancellationToken);
        if (options.RotatesSessionKey)
        {
            await RotateSessionKeyAsync(vault, cancellationToken);
            return;
        }

        await _given.RefuseStoredAsync(cancellationToken);
        await (options.SetSecret is { } name ? SetSecretAsync(vault, name, cancellationToken) : PrepareAsync(vault, cloud, cancellationToken));
    }

    private async Task<VaultSlots> VaultAsync(AzureCloud cloud, CancellationToken cancellationToken)
    {
        var id = await run.RequiredAsync("AZURE_KEY_VAULT_ID", cancellationToken);
        var name = await run.RequiredAsync("AZURE_KEY_VAULT_NAME", cancellationToken);
        var account = run.Surroundings.Account(await TenantAsync(cancellationToken));
        return new VaultSlots(new AzureRest(run.Surroundings.Connection, account, cloud.ResourceManager), run, id, name);
    }

    private async Task<string?> TenantAsync(CancellationToken cancellationToken) =>
        await run.ValueAsync("AZURE_TENANT_ID", cancellationToken) is { Length: > 0 } tenant ? tenant : null;

    private async Task RotateSessionKeyAsync(VaultSlots vault, CancellationToken cancellationToken)
    {
        var dates = ReadDates();
        var value = SecretInput.Of(SessionKeyRotator.NewValue());
        var state = await vault.FindAsync(SessionKey, cancellationToken);
        await (run.IsDry ? vault.SayWouldAsync(SessionKey, dates) : vault.AddVersionAsync(SessionKey, value, dates, state, cancellationToken));
        await run.SayAsync("sessions encrypted with older versions stay valid until those versions are disabled.");
    }

    private async Task SetSecretAsync(VaultSlots vault, string name, CancellationToken cancellationToken)
    {
        CheckName(name);
        if (name == SessionKey)
        {
            throw new HookException("use --rotate-session-key for the session key.");
        }

        var state = await vault.FindAsync(name, cancellationToken);
        if (!state.IsThere)
        {
            throw new HookException($"'{name}' does not exist in the vault; add it to ADDITIONAL_SECRET_NAMES and run 'azd provision', which also gives the service access to it.");
        }

        await StoreAsync(vault, name, GivenSecrets.AnySecret, state, cancellationToken);
    }

    /// <summary>The values that a deployment needs: the session key, the client's credential, and a hint for each further secret without a value.</summary>
    private async Task PrepareAsync(VaultSlots vault, AzureCloud cloud, CancellationToken cancellationToken)
    {
        await CheckSessionKeyAsync(vault, cancellationToken);
        var kind = await run.RequiredAsync("SERVICE_CLIENT_AUTHENTICATION", cancellationToken);
        await (kind switch
        {
            "managed-identity" => new Federation(run, cloud).RegisterAsync(await TenantAsync(cancellationToken), cancellationToken),
            "client-secret" or "private-key-jwt" => FillSlotAsync(vault, cancellationToken),
            _ => throw new HookException($"unknown credential kind '{kind}'."),
        });
        var further = await run.ValueAsync("SERVICE_FURTHER_SLOTS", cancellationToken);
        foreach (var slot in further.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            CheckName(slot);
            if (!(await vault.FindAsync(slot, cancellationToken)).IsEnabled)
            {
                await run.SayAsync($"'{slot}' has no value yet; set it with: {SetSecretCommand} {slot}");
            }
        }

        await run.SayAsync("done.");
    }

    private async Task CheckSessionKeyAsync(VaultSlots vault, CancellationToken cancellationToken)
    {
        await (await vault.FindAsync(SessionKey, cancellationToken) switch
        {
            { IsEnabled: true } => run.SayAsync("the session key exists."),
            { IsThere: true } => throw new HookException($"the newest version of '{SessionKey}' is disabled; run with --rotate-session-key to add one."),
            _ => throw new HookException(
                $"'{SessionKey}' is missing; run 'azd provision --no-state', which creates it. Without the option, azd skips a template that has not changed."),
        });
    }

    private async Task FillSlotAsync(VaultSlots vault, CancellationToken cancellationToken)
    {
        if (await run.ValueAsync("SERVICE_CLIENT_KEY", cancellationToken) is { Length: > 0 } key)
        {
            CheckName(key);
            var origin = await run.ValueAsync("SERVICE_PUBLIC_ORIGIN", cancellationToken);
            await run.SayAsync($"the key '{key}' of the vault signs for the service, and no value is needed. Its public half: {origin}/api/auth/keys.");
            return;
        }

        var slot = await run.RequiredAsync("SERVICE_CLIENT_SLOT", cancellationToken);
        CheckName(slot);
        var state = await vault.FindAsync(slot, cancellationToken);
        await (state.IsEnabled
            ? run.SayAsync($"'{slot}' has a value and is not changed. (--set-secret {slot} sets a new version.)")
            : StoreAsync(vault, slot, GivenSecrets.ClientSecret, state, cancellationToken));
    }

    private async Task StoreAsync(VaultSlots vault, string name, string variable, SlotState state, CancellationToken cancellationToken)
    {
        var dates = ReadDates();
        if (run.IsDry)
        {
            await vault.SayWouldAsync(name, dates);
            return;
        }

        await vault.AddVersionAsync(name, await _given.GetAsync(name, variable, cancellationToken), dates, state, cancellationToken);
        if (dates.Last is null)
        {
            await run.SayAsync($"'{name}' has no expiry date (--expires YYYY-MM-DD): there is no alert before it expires at the provider.");
        }
    }

    private VersionDates ReadDates() => VersionDates.Read(
        options.NotBefore ?? run.Surroundings.Variable("SECRET_NOT_BEFORE"), options.Expires ?? run.Surroundings.Variable("SECRET_EXPIRES"), run.Surroundings.Clock);

    private static void CheckName(string name)
    {
        if (!Name().IsMatch(name))
        {
            throw new HookException($"'{name.ReplaceLineEndings(" ")}' is not the name of a secret: letters, digits and hyphens.");
        }
    }

    [GeneratedRegex(@"\A[A-Za-z0-9-]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
