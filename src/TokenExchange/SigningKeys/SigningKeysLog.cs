using Microsoft.Extensions.Logging;

namespace TokenExchange.SigningKeys;

/// <summary>What the signing-keys room says. Event ids 1300-1399.</summary>
internal static partial class SigningKeysLog
{
    /// <summary>One line when the key set changed: which keys came and which were withdrawn.</summary>
    public static void Report(this ILogger logger, SigningKeySet? before, SigningKeySet after)
    {
        if (before is null || before.Equals(after))
        {
            return;
        }

        var (old, now) = (Names(before), Names(after));
        logger.KeysChanged(now.Except(old).Count(), old.Except(now).Count(), after.Keys.Count);
    }

    [LoggerMessage(1300, LogLevel.Warning, "Reading the provider's signing keys failed ({Error}). {Reason} What is known stays in use.")]
    public static partial void KeysFailed(this ILogger logger, string error, string reason);

    [LoggerMessage(1301, LogLevel.Information, "The provider's signing keys changed: {Added} new, {Withdrawn} withdrawn, {Known} known.")]
    private static partial void KeysChanged(this ILogger logger, int added, int withdrawn, int known);

    [LoggerMessage(1302, LogLevel.Warning, "An ID token was refused: {Reason}")]
    public static partial void TokenRefused(this ILogger logger, string reason);

    [LoggerMessage(1303, LogLevel.Warning, "A logout token was refused: {Reason}")]
    public static partial void LogoutTokenRefused(this ILogger logger, string reason);

    private static HashSet<string> Names(SigningKeySet keys) => [.. keys.Keys.Select(key => key.Kid ?? "")];
}
