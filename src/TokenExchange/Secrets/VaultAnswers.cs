using Azure;

namespace TokenExchange.Secrets;

/// <summary>
/// Errors of the vault: <c>{"error":{"code","message","innererror":{"code"}}}</c>. A status alone may not come from the vault; a
/// proxy, a wrong address and a captive portal return 403 and 404 as well.
/// </summary>
internal static class VaultAnswers
{
    /// <summary>The secret or the version does not exist.</summary>
    public static bool IsAbsent(RequestFailedException refused) => refused is { Status: 404, ErrorCode: "SecretNotFound" };

    /// <summary>The version is disabled. A missing permission is a 403 <c>Forbidden</c> as well; the inner code or the message distinguishes them.</summary>
    public static bool IsDisabled(RequestFailedException refused) =>
        refused is { Status: 403, ErrorCode: "Forbidden" }
        && (refused.Message.Contains("SecretDisabled", StringComparison.Ordinal) || refused.Message.Contains("disabled secret", StringComparison.Ordinal));

    /// <summary>The vault's last status; 0 without a response. The retries of the client give several exceptions in one.</summary>
    public static int StatusOf(Exception fault) => fault switch
    {
        RequestFailedException refused => refused.Status,
        AggregateException several => several.InnerExceptions.Select(StatusOf).LastOrDefault(status => status > 0),
        _ => 0,
    };
}
