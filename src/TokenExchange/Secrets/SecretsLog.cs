using Microsoft.Extensions.Logging;

namespace TokenExchange.Secrets;

/// <summary>What the secrets room logs: names and versions of secrets, never values. Event ids 1100-1199.</summary>
internal static partial class SecretsLog
{
    [LoggerMessage(1102, LogLevel.Warning, "The vault does not list the versions of the secret {Secret} for this identity. Only the current version is used, and those that were known before; rotations have no overlap. Assign Key Vault Secrets User on the vault (VAULT_ROLE_SCOPE=vault).")]
    public static partial void VersionsNotListed(this ILogger logger, string secret);
}
