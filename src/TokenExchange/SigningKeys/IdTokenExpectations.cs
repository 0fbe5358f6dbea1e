namespace TokenExchange.SigningKeys;

/// <summary>What an ID token must say beyond being genuine.</summary>
internal sealed record IdTokenExpectations
{
    /// <summary>The nonce of the transaction; null on a refresh.</summary>
    public string? Nonce { get; init; }

    /// <summary>On a refresh, the hash of the session's nonce: one that is named must be the same, though none should be.</summary>
    public string? NonceHash { get; init; }

    /// <summary>The access token that came with it, for <c>at_hash</c>.</summary>
    public required string AccessToken { get; init; }

    /// <summary>The <c>acr</c> values asked for in this transaction; one of them must be there. Empty when none was asked for.</summary>
    public IReadOnlyList<string> AcrValues { get; init; } = [];

    /// <summary>The <c>max_age</c> asked for in this transaction, in seconds.</summary>
    public long? MaxAge { get; init; }

    /// <summary>The moment before which the user may not have authenticated (<c>prompt=login</c>), in Unix seconds; not asked of a token without <c>auth_time</c>.</summary>
    public long? AuthenticatedSince { get; init; }

    /// <summary>On a refresh, the subject of the session.</summary>
    public string? Subject { get; init; }

    /// <summary>On a refresh, when the user had authenticated, if that was known.</summary>
    public long? AuthTime { get; init; }
}
