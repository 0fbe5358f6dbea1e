using Azure;
using Azure.Identity;
using Azure.Security.KeyVault.Secrets;
using TokenExchange.Provider;
using TokenExchange.Proxy;
using TokenExchange.Sessions;

namespace TokenExchange.Operations.Doctor.Before;

/// <summary>Lists and reads each secret that the configuration names, as whoever is signed in here.</summary>
internal sealed class VaultExamination(
    SecretClient client, ProviderOptions provider, SessionsOptions sessions, ProxyOptions proxy, TimeProvider clock) : IExamination
{
    public IReadOnlyList<Check> Makes { get; } =
        [Checks.VaultPermission, Checks.SecretUsable, Checks.SecretExpiry, Checks.SessionKeyLength];

    public async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        foreach (var name in Names())
        {
            findings.AddRange(await ExamineAsync(name, cancellationToken));
        }

        return findings;
    }

    private IEnumerable<string> Names() =>
        new[] { sessions.KeySecretName, provider.Credential.Kind == CredentialKind.ManagedIdentity ? "" : provider.Credential.SecretName }
            .Concat(proxy.Routes.Values.Select(route => route.ApiKey?.SecretName ?? ""))
            .Where(name => name.Length > 0)
            .Distinct(StringComparer.OrdinalIgnoreCase);

    private async Task<IReadOnlyList<Finding>> ExamineAsync(string name, CancellationToken cancellationToken)
    {
        var isSessionKey = string.Equals(name, sessions.KeySecretName, StringComparison.OrdinalIgnoreCase);
        var health = new SecretHealth(name, isSessionKey, clock.GetUtcNow());
        var step = "Listing its versions";
        try
        {
            var versions = new List<SecretProperties>();
            await foreach (var version in client.GetPropertiesOfSecretVersionsAsync(name, cancellationToken))
            {
                versions.Add(version);
            }

            versions = [.. versions.OrderByDescending(version => version.CreatedOn)];
            step = "Reading its value";
            var value = health.Choose(versions) is { } usable
                ? (await client.GetSecretAsync(name, usable.Version, null, cancellationToken)).Value.Value
                : null;
            return health.Judge(versions, value);
        }
        catch (RequestFailedException refused)
        {
            return health.Refused(step, refused);
        }
        catch (AggregateException several) when (several.InnerExceptions.OfType<RequestFailedException>().LastOrDefault() is { } refused)
        {
            return health.Refused(step, refused); // the client's own retries, all in vain
        }
        catch (AuthenticationFailedException)
        {
            return health.Unseen(
                "No account is signed in here that the vault's directory knows.",
                "Sign in with \"az login\" (or azd, or an IDE) and run the doctor again.");
        }
    }
}
