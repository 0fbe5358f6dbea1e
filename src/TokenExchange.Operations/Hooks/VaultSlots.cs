using System.Text.Json;
using TokenExchange.Rotations;
using TokenExchange.Rotations.Cloud;

namespace TokenExchange.Operations.Hooks;

/// <summary>The state of a secret as the resource manager reports it; the value is never returned.</summary>
/// <param name="IsThere">Whether the vault has a secret of this name.</param>
/// <param name="IsEnabled">Whether its newest version is enabled.</param>
/// <param name="ContentType">The content type of the newest version.</param>
/// <param name="Tags">The tags of the newest version.</param>
internal sealed record SlotState(bool IsThere, bool IsEnabled, string? ContentType, Dictionary<string, string> Tags);

/// <summary>
/// The vault's secrets through the resource manager instead of the vault's own interface: no account then needs a role that can read secrets, and a
/// vault without public access can be filled from any network.
/// </summary>
internal sealed class VaultSlots(AzureRest manager, HookRun run, string vaultId, string vaultName)
{
    private const string Version = "api-version=2026-02-01";

    /// <exception cref="HookException">The state is not readable.</exception>
    public async Task<SlotState> FindAsync(string name, CancellationToken cancellationToken)
    {
        var answer = await manager.GetAsync(Path(name), cancellationToken);
        if (answer is { Status: 404, ErrorCode: "SecretNotFound" or "ResourceNotFound" or "NotFound" })
        {
            return new SlotState(false, false, null, []);
        }

        if (answer.Succeeded && answer.Member("properties", "attributes", "enabled") is { ValueKind: JsonValueKind.True or JsonValueKind.False } enabled)
        {
            var tags = answer.Member("tags") is { ValueKind: JsonValueKind.Object } given
                ? given.EnumerateObject().ToDictionary(tag => tag.Name, tag => tag.Value.GetString() ?? "")
                : [];
            return new SlotState(true, enabled.GetBoolean(), answer.Text("properties", "contentType"), tags);
        }

        await run.ComplainAsync(answer.Words);
        throw new HookException($"could not read the state of '{name}' in {vaultName}; nothing was changed.");
    }

    /// <summary>Adds a version with this value. The new version keeps the content type of the previous one, and its tags except those of a rotation.</summary>
    /// <exception cref="HookException">Azure rejects it.</exception>
    public async Task AddVersionAsync(string name, SecretInput value, VersionDates dates, SlotState before, CancellationToken cancellationToken)
    {
        var properties = new Dictionary<string, object> { ["attributes"] = dates.Attributes(), ["value"] = value.Reveal() };
        if (before.ContentType is { } type)
        {
            properties["contentType"] = type;
        }

        var answer = await manager.SendAsync(HttpMethod.Put, Path(name), new { tags = Policy(before), properties }, cancellationToken);
        if (!answer.Succeeded)
        {
            await run.ComplainAsync(value.Guard(answer.Words));
            throw new HookException($"could not set '{name}' in {vaultName}; nothing was changed.");
        }

        await run.SayAsync($"set a new version of '{name}' in {vaultName}{dates}.");
    }

    public Task SayWouldAsync(string name, VersionDates dates) =>
        run.SayAsync($"would set a new version of '{name}' in {vaultName}{dates}.");

    private string Path(string name) => $"{vaultId}/secrets/{name}?{Version}";

    /// <summary>The tags without those of a rotation: the new value was not made by it, and is not the one that its tags name.</summary>
    private static Dictionary<string, string> Policy(SlotState before) =>
        before.Tags.Where(tag => !RotationRecord.IsOfRotation(tag.Key)).ToDictionary(tag => tag.Key, tag => tag.Value);
}
