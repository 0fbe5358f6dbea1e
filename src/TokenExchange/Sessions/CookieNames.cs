using TokenExchange.Gate;

namespace TokenExchange.Sessions;

/// <summary>
/// The names of our cookies, by <c>Sessions:CookieName</c>. Browsers keep cookies by host name and not by port: two deployments on one host name need
/// different ones, and each reads and clears its own alone.
/// </summary>
internal sealed class CookieNames
{
    private const int StateHashLength = 8;

    public CookieNames(SessionsOptions options)
    {
        var prefix = $"__Host-{options.CookieName}-";
        (Session, Refresh, Transaction) = (prefix + "session", prefix + "refresh", prefix + "tx");
    }

    public string Session { get; }

    public string Refresh { get; }

    /// <summary>The beginning of the names of transactions; a dash and eight hexadecimal digits follow.</summary>
    public string Transaction { get; }

    /// <summary>Whether this is the whole name of the session or the refresh cookie.</summary>
    public bool IsOfSession(string name) => name == Session || name == Refresh;

    /// <summary>The whole name of the transaction that a cookie or a piece of it belongs to; null when it is none of ours.</summary>
    public string? TransactionOf(string name)
    {
        var whole = CookieChunks.Whole(name);
        return whole.Length == Transaction.Length + 1 + StateHashLength && whole.StartsWith(Transaction + "-", StringComparison.Ordinal)
            && whole[^StateHashLength..].All(char.IsAsciiHexDigitLower)
            ? whole
            : null;
    }
}
