using Microsoft.Extensions.Logging;

namespace TokenExchange.Secrets;

/// <summary>Log messages of the secrets room: aliases and versions of secrets, never values. Event ids 1100-1199.</summary>
internal static partial class SecretsLog
{
    [LoggerMessage(1102, LogLevel.Warning, "Version {Version} of the {Secret} cannot be used: it {Fault}. Another version is used if there is one. Write a correct value to the secret named by {Setting}, then disable this version.")]
    public static partial void VersionUnusable(this ILogger logger, string secret, string version, string fault, string setting);

    [LoggerMessage(1103, LogLevel.Information, "White space or a byte order mark around version {Version} of the {Secret} was removed.")]
    public static partial void ValueTrimmed(this ILogger logger, string secret, string version);

    [LoggerMessage(1104, LogLevel.Warning, "The vault does not list the versions of the secret {Secret} for this identity. Only the current version and versions read earlier are used, so old and new values do not overlap in a rotation. Assign Key Vault Secrets User (for a key: Key Vault Crypto User) on the vault (VAULT_ROLE_SCOPE=vault).")]
    public static partial void VersionsNotListed(this ILogger logger, string secret);

    [LoggerMessage(1105, LogLevel.Warning, "The vault refused to sign with version {Version} of the key named by Provider:Credential:KeyName ({Status}). Another version is used if there is one. Assign Key Vault Crypto User on the key to the service's identity, and check that the version is enabled and allows the operation sign.")]
    public static partial void SigningRefused(this ILogger logger, string version, int status);
}
