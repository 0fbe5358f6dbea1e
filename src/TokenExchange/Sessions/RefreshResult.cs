using TokenExchange.Failures;
using TokenExchange.Provider;
using TokenExchange.SigningKeys;

namespace TokenExchange.Sessions;

/// <summary>The result of a refresh.</summary>
internal abstract record RefreshResult
{
    private RefreshResult()
    {
    }

    /// <summary>New tokens, when they came, and the grant to go on with; the ID token is there when the provider sent one that can be used.</summary>
    public sealed record Refreshed(TokenSet Tokens, DateTimeOffset ReceivedAt, CompactToken? IdToken, RefreshGrant Next) : RefreshResult
    {
        /// <summary>
        /// Whether the browser itself sent the refresh token that this result is for. Otherwise it was used right after the refresh that brought it, because
        /// its access token had expired: the browser may not know it.
        /// </summary>
        public bool IsShown { get; init; }

        /// <summary>A result that is given to a late request may have outlived its token.</summary>
        public bool IsOver(DateTimeOffset now) => now >= ReceivedAt + Tokens.ExpiresIn;
    }

    /// <summary>The grant has ended, and with it the session.</summary>
    public sealed record Ended : RefreshResult;

    /// <summary>Another instance is refreshing; the caller's access token lives and can be used.</summary>
    public sealed record RunsElsewhere : RefreshResult;

    /// <summary>No new token; the session is kept.</summary>
    public sealed record Failed(Failure Failure) : RefreshResult
    {
        /// <summary>Whether the provider refused the request itself, so that repeating it cannot succeed.</summary>
        public bool IsRefusal { get; init; }
    }
}
