using Azure;
using Azure.Security.KeyVault.Secrets;
using TokenExchange.Provider;
using TokenExchange.Proxy;
using TokenExchange.Rotations;
using TokenExchange.Rotations.Policy;
using TokenExchange.Rotations.Vault;
using TokenExchange.Secrets;
using TokenExchange.Sessions;

namespace TokenExchange.Operations.Doctor.Before;

/// <summary>Lists and reads each secret that the configuration names, as the signed-in account.</summary>
internal sealed class VaultExamination(
    SecretClient client, VaultKeys keys, ProviderOptions provider, SessionsOptions sessions, ProxyOptions proxy, UnfinishedRotations rotations, int maximumAge,
    TimeProvider clock) : IExamination
{
    private readonly VaultVersions _versions = new(client, keys);
    private readonly HashSet<string> _usable = new(StringComparer.OrdinalIgnoreCase);

    public IReadOnlyList<Check> Makes { get; } =
        [Checks.VaultPermission, Checks.SecretUsable, Checks.SecretExpiry, Checks.SecretRotation, Checks.SecretPolicy, Checks.SessionKeyLength];

    public async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        foreach (var name in SecretInUse.All(provider, sessions, proxy).Select(secret => secret.Name))
        {
            var found = await ExamineAsync(name, cancellationToken);
            findings.AddRange(found);
            if (found.Any(finding => finding.Check == Checks.SecretUsable.Name && finding.Verdict is Verdict.Ok or Verdict.Warning))
            {
                _usable.Add(name);
            }
        }

        return findings;
    }

    /// <summary>Whether the vault returned a version of this secret that can be used now.</summary>
    public bool HasUsable(string name) => _usable.Contains(name);

    private async Task<IReadOnlyList<Finding>> ExamineAsync(string name, CancellationToken cancellationToken)
    {
        var isSessionKey = string.Equals(name, sessions.KeySecretName, StringComparison.OrdinalIgnoreCase);
        var health = new SecretHealth(name, isSessionKey, rotations, maximumAge, clock.GetUtcNow());
        var step = "Listing the versions";
        try
        {
            var versions = await _versions.ReadAsync(name, cancellationToken);
            step = "Reading the value";
            var value = VersionList.Choose(versions, clock.GetUtcNow()) is { } usable
                ? await _versions.ValueAsync(name, usable.Version, cancellationToken)
                : null;
            return health.Judge(versions, value);
        }
        catch (RequestFailedException refused) when (VaultFault.IsAbsent(refused))
        {
            return health.Absent();
        }
        catch (Exception cause) when (VaultFault.Of(cause, step) is { } fault && !cancellationToken.IsCancellationRequested)
        {
            return health.Unseen(fault.Found, fault.Todo);
        }
    }
}
