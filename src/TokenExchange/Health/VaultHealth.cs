using TokenExchange.Failures;
using TokenExchange.Secrets;

namespace TokenExchange.Health;

/// <summary>
/// Whether the vault's secrets can be had and used. Those without which nobody can sign in are read, from memory where they are known; the keys of
/// routes are judged by what calls have read. Notes name secrets by alias.
/// </summary>
internal sealed class VaultHealth(VaultSecrets secrets)
{
    /// <summary>Without a list of versions there is no overlap in a rotation, which is to be known before the rotation.</summary>
    private static readonly HealthEntry NotListed = new("degraded", "The vault does not list versions; only current ones are used.");

    public async Task<HealthEntry> CheckAsync(CancellationToken cancellationToken)
    {
        foreach (var secret in secrets.InUse.Where(secret => secret.Use.IsRequired))
        {
            if (await ProblemAsync(secret, cancellationToken) is { } problem)
            {
                return new HealthEntry("unavailable", problem);
            }
        }

        var unusable = secrets.InUse.Where(secret => secret.Unusable.Count > 0).Select(secret => secret.Use.Alias).Order(StringComparer.Ordinal).ToList();
        return unusable.Count > 0 ? new HealthEntry("degraded", $"Enabled versions that cannot be used: {string.Join(", ", unusable)}.")
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
            return secret.Use.IsNeededByEveryCall ? outage.Failure.Code : null; // with the other secrets in memory, calls are still answered
        }
    }
}
