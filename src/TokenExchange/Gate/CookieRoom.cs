namespace TokenExchange.Gate;

/// <summary>
/// How much of a request our cookies may take, in characters of the <c>Cookie</c> header. Servers and proxies refuse headers that are too long (431 or 400),
/// also those of a logout, until the cookies expire.
/// </summary>
internal static class CookieRoom
{
    /// <summary>All of them together: 8 KB, and a little less for a value that is written again with one more digit.</summary>
    public const int Most = (8 * 1024) - 64;

    /// <summary>The part for logins that other sites begin; and as much is what a session takes at most whose tokens are in shared state.</summary>
    public const int Reserve = 1536;
}
