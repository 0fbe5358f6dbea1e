using Microsoft.Extensions.Logging;

namespace TokenExchange.Provider;

/// <summary>Log messages of the provider room. Event ids 1200-1299.</summary>
internal static partial class ProviderLog
{
    [LoggerMessage(1200, LogLevel.Warning, "Reading the provider's discovery document failed ({Error}). {Reason}")]
    public static partial void DiscoveryFailed(this ILogger logger, string error, string reason);

    [LoggerMessage(1201, LogLevel.Warning, "The provider returned invalid_client. The credential is read from the vault again.")]
    public static partial void CredentialRefused(this ILogger logger);

    [LoggerMessage(1202, LogLevel.Information, "The provider accepted another version of the credential: it has been rotated.")]
    public static partial void CredentialReplaced(this ILogger logger);

    [LoggerMessage(1203, LogLevel.Warning, "A call to the token endpoint failed: {Code}. {Reason} Cause: {Cause}.")]
    public static partial void TokenCallFailed(this ILogger logger, string code, string reason, string cause);

    [LoggerMessage(1204, LogLevel.Warning, "Revoking a refresh token failed: {Code}. {Reason} Cause: {Cause}. The session is ended in any case.")]
    public static partial void RevocationFailed(this ILogger logger, string code, string reason, string cause);

    [LoggerMessage(1205, LogLevel.Warning, "The provider rejected a pushed authorization request with status {Status}.")]
    public static partial void PushRefused(this ILogger logger, int status);
}
