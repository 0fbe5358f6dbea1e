using Azure;
using Azure.Identity;
using Azure.Security.KeyVault.Secrets;
using TokenExchange.Provider;
using TokenExchange.Proxy;
using TokenExchange.Sessions;

namespace TokenExchange.Operations.Doctor.Before;

/// <summary>Lists and reads each secret that the configuration names, as the signed-in account.</summary>
internal sealed class VaultExamination(
    SecretClient client, ProviderOptions provider, SessionsOptions sessions, ProxyOptions proxy, TimeProvider clock) : IExamination
{
    private readonly HashSet<string> _usable = new(StringComparer.OrdinalIgnoreCase);

    public IReadOnlyList<Check> Makes { get; } =
        [Checks.VaultPermission, Checks.SecretUsable, Checks.SecretExpiry, Checks.SessionKeyLength];

    public async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        foreach (var name in Names())
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

    private IEnumerable<string> Names() =>
        new[] { sessions.KeySecretName, provider.Credential.SecretName }
            .Concat(proxy.Routes.Values.Select(route => route.ApiKey?.SecretName ?? ""))
            .Where(name => name.Length > 0)
            .Distinct(StringComparer.OrdinalIgnoreCase);

    private async Task<IReadOnlyList<Finding>> ExamineAsync(string name, CancellationToken cancellationToken)
    {
        var isSessionKey = string.Equals(name, sessions.KeySecretName, StringComparison.OrdinalIgnoreCase);
        var health = new SecretHealth(name, isSessionKey, clock.GetUtcNow());
        var step = "Listing the versions";
        try
        {
            var versions = new List<SecretProperties>();
            await foreach (var version in client.GetPropertiesOfSecretVersionsAsync(name, cancellationToken))
            {
                versions.Add(version);
            }

            versions = [.. versions.OrderByDescending(version => version.CreatedOn)];
            step = "Reading the value";
            var value = health.Choose(versions) is { } usable
                ? (await client.GetSecretAsync(name, usable.Version, null, cancellationToken)).Value.Value
                : null;
            return health.Judge(versions, value);
        }
        catch (RequestFailedException refused) when (refused.Status > 0)
        {
            return health.Refused(step, refused);
        }
        catch (Exception fault) when (fault is CredentialUnavailableException || (fault is AuthenticationFailedException && !NetworkFault.Is(fault)))
        {
            return health.Unseen(
                "No account of the vault's directory is signed in on this machine.",
                "Sign in with \"az login\" (or azd, or an IDE) and run the doctor again.");
        }
        catch (Exception fault) when (NetworkFault.Is(fault) && !cancellationToken.IsCancellationRequested)
        {
            return health.Unseen(
                $"{(fault is AuthenticationFailedException ? "The directory of this account" : "The vault")} does not respond: {NetworkFault.Describe(fault)}.",
                "Check KeyVault:Uri, and that this machine has network access to the vault.");
        }
    }
}
