using TokenExchange.Failures;
using TokenExchange.Secrets;

namespace TokenExchange.Health;

/// <summary>
/// Whether the secrets of the vault are available and usable. Secrets that every sign-in needs are read, from the cache if they are in it; the keys of
/// routes are judged by earlier calls. Notes refer to secrets by alias.
/// </summary>
internal sealed class VaultHealth(VaultSecrets secrets)
{
    /// <summary>Without the list of versions, old and new values do not overlap in a rotation. Operators must know this before they rotate.</summary>
    private static readonly HealthEntry NotListed = new("degraded", "The vault does not list versions; only current versions are used.");

    public async Task<HealthEntry> CheckAsync(CancellationToken cancellationToken)
    {
        // All at once: a vault that does not answer takes the time of one call.
        var problems = await Task.WhenAll(secrets.InUse.Where(secret => secret.Use.IsRequired).Select(secret => ProblemAsync(secret, cancellationToken)));
        if (Array.Find(problems, problem => problem is not null) is { } found)
        {
            return new HealthEntry("unavailable", found);
        }

        var unusable = secrets.InUse.Where(secret => secret.Unusable.Count > 0).Select(secret => secret.Use.Alias).Order(StringComparer.Ordinal).ToList();
        return unusable.Count > 0 ? new HealthEntry("degraded", $"Enabled but unusable versions: {string.Join(", ", unusable)}.")
            : secrets.IsFailing ? HealthEntry.FromMemory
            : secrets.IsListingRefused ? NotListed
            : HealthEntry.Ok;
    }

    private static async Task<string?> ProblemAsync(RotatingSecret secret, CancellationToken cancellationToken)
    {
        try
        {
            return (await secret.CurrentAsync(cancellationToken)).Failure is { Code: var code } ? $"{code}: {secret.Use.Alias}" : null;
        }
        catch (OutageException outage)
        {
            return secret.Use.IsNeededByEveryCall ? outage.Failure.Code : null; // with the other secrets in the cache, calls are still answered
        }
    }
}
