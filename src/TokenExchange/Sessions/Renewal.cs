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

    /// <summary>Nothing is known; the session is kept.</summary>
    public sealed record Failed(Failure Failure) : Renewal;
}
