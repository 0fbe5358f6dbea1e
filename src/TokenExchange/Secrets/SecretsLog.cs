using Microsoft.Extensions.Logging;

namespace TokenExchange.Secrets;

/// <summary>What the secrets room says: names and counts, never values. Event ids 1100-1199.</summary>
internal static partial class SecretsLog
{
    [LoggerMessage(1100, LogLevel.Information, "The secret {Name} changed in the vault; {Versions} enabled versions are now known.")]
    public static partial void SecretChanged(this ILogger logger, string name, int versions);

    [LoggerMessage(1101, LogLevel.Warning, "Reading the secret {Name} from the vault failed ({Error}, status {Status}); what is known stays in use.")]
    public static partial void VaultFailed(this ILogger logger, string name, string error, int status);
}
