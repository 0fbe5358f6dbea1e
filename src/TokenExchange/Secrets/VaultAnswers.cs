using Azure;

namespace TokenExchange.Secrets;

/// <summary>
/// Errors of the vault: <c>{"error":{"code","message","innererror":{"code"}}}</c>. A status alone may not come from the vault; a
/// proxy, a wrong address and a captive portal return 403 and 404 as well.
/// </summary>
internal static class VaultAnswers
{
    private static readonly string[] Disabled = ["SecretDisabled", "disabled secret", "KeyDisabled", "disabled key"];

    /// <summary>The secret, the key or the version does not exist.</summary>
    public static bool IsAbsent(RequestFailedException refused) => refused is { Status: 404, ErrorCode: "SecretNotFound" or "KeyNotFound" };

    /// <summary>The vault itself refuses.</summary>
    public static bool IsForbidden(RequestFailedException refused) => refused is { Status: 403, ErrorCode: "Forbidden" };

    /// <summary>The version is disabled. A missing permission is a 403 <c>Forbidden</c> as well; the inner code or the message distinguishes them.</summary>
    public static bool IsDisabled(RequestFailedException refused) =>
        IsForbidden(refused) && Disabled.Any(text => refused.Message.Contains(text, StringComparison.Ordinal));

    /// <summary>The vault's last status; 0 without a response. The retries of the client give several exceptions in one.</summary>
    public static int StatusOf(Exception fault) => fault switch
    {
        RequestFailedException refused => refused.Status,
        AggregateException several => several.InnerExceptions.Select(StatusOf).LastOrDefault(status => status > 0),
        _ => 0,
    };
}
