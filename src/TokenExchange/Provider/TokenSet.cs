namespace TokenExchange.Provider;

/// <summary>A successful token response (RFC 6749 section 5.1). Never logged: <c>ToString</c> shows nothing.</summary>
/// <param name="AccessToken">Empty when the provider issued an ID token alone.</param>
/// <param name="ExpiresIn">The lifetime of the access token; without one, how long the ID token counts at most.</param>
/// <param name="RefreshToken">The refresh token, if one came.</param>
/// <param name="IdToken">The ID token, if one came.</param>
internal sealed record TokenSet(string AccessToken, TimeSpan ExpiresIn, string? RefreshToken, string? IdToken)
{
    /// <summary>The type of the issued token, which only a token exchange returns (RFC 8693 section 2.2.1).</summary>
    public string? IssuedType { get; init; }

    public override string ToString() => $"{nameof(TokenSet)} {{ *** }}";
}

/// <summary>The result of a call to the token endpoint.</summary>
internal abstract record TokenReply
{
    private TokenReply()
    {
    }

    /// <summary>Tokens.</summary>
    public sealed record Granted(TokenSet Tokens) : TokenReply;

    /// <summary><c>invalid_grant</c>: the code or refresh token is used up, revoked or unknown. Final.</summary>
    public sealed record GrantRefused : TokenReply;

    /// <summary>Anything else.</summary>
    public sealed record Failed(Failures.Failure Failure) : TokenReply
    {
        /// <summary>Whether the provider rejected this request itself, so that a retry cannot succeed. Otherwise the response says nothing about the grant.</summary>
        public bool IsRefusal { get; init; }
    }
}
