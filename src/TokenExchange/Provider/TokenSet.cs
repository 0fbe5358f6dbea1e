namespace TokenExchange.Provider;

/// <summary>A successful token response (RFC 6749 section 5.1). Never logged: <c>ToString</c> shows nothing.</summary>
internal sealed record TokenSet(string AccessToken, TimeSpan ExpiresIn, string? RefreshToken, string? IdToken)
{
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
