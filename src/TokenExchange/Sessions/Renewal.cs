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

    /// <summary>New tokens; the ID token is there when the provider sent one.</summary>
    public sealed record Renewed(TokenSet Tokens, CompactToken? IdToken) : Renewal;

    /// <summary>The provider has ended the grant, and with it the session.</summary>
    public sealed record Ended : Renewal;

    /// <summary>
    /// No token to use; the session is kept. When the provider rotated the refresh token before its answer was refused, the new one is here:
    /// the old one would pass for stolen.
    /// </summary>
    public sealed record Failed(Failure Failure, string? RotatedToken = null) : Renewal;
}
