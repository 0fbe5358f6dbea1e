using TokenExchange.Failures;
using TokenExchange.Provider;
using TokenExchange.SigningKeys;

namespace TokenExchange.Sessions;

/// <summary>What a refresh brought.</summary>
internal abstract record Renewal
{
    private Renewal()
    {
    }

    /// <summary>New tokens, when they came, and the grant to go on with; the ID token is there when the provider sent one that can be used.</summary>
    public sealed record Renewed(TokenSet Tokens, DateTimeOffset ReceivedAt, CompactToken? IdToken, RefreshGrant Next) : Renewal
    {
        /// <summary>A result that is given to a late request may have outlived its token.</summary>
        public bool IsOver(DateTimeOffset now) => now >= ReceivedAt + Tokens.ExpiresIn;
    }

    /// <summary>The grant has ended, and with it the session.</summary>
    public sealed record Ended : Renewal;

    /// <summary>No token to use; the session is kept.</summary>
    public sealed record Failed(Failure Failure) : Renewal
    {
        /// <summary>Whether the provider refused the request itself, so that repeating it cannot succeed.</summary>
        public bool IsRefusal { get; init; }
    }
}
