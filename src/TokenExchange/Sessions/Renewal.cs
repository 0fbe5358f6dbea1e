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

    /// <summary>The grant that takes the place of the one that was shown; null when nothing does.</summary>
    public virtual RefreshGrant? Successor => null;

    /// <summary>New tokens, when they came, and the grant to go on with; the ID token is there when the provider sent one.</summary>
    public sealed record Renewed(TokenSet Tokens, DateTimeOffset ReceivedAt, CompactToken? IdToken, RefreshGrant Next) : Renewal
    {
        public override RefreshGrant Successor => Next;

        /// <summary>A result that is given to a late request may have outlived its token.</summary>
        public bool IsOver(DateTimeOffset now) => now >= ReceivedAt + Tokens.ExpiresIn;
    }

    /// <summary>The provider has ended the grant, and with it the session.</summary>
    public sealed record Ended : Renewal;

    /// <summary>
    /// No token to use; the session is kept. When the provider rotated the refresh token before its answer was refused, the grant goes on with the new
    /// one: the old one would pass for stolen.
    /// </summary>
    public sealed record Failed(Failure Failure, RefreshGrant? Next = null) : Renewal
    {
        public override RefreshGrant? Successor => Next;
    }
}
