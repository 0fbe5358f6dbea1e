namespace TokenExchange.SigningKeys;

/// <summary>The values that an ID token must contain, besides a valid signature.</summary>
internal sealed record IdTokenExpectations
{
    /// <summary>The nonce of the transaction; null on a refresh.</summary>
    public string? Nonce { get; init; }

    /// <summary>Whether a login accepts a token without nonce; one that is there must match in any case.</summary>
    public bool IsNonceOptional { get; init; }

    /// <summary>On a refresh, the hash of the session's nonce: the token should have no nonce, but if it has one it must match.</summary>
    public string? NonceHash { get; init; }

    /// <summary>The access token of the same response, for <c>at_hash</c>, which is not checked without one; empty when none came.</summary>
    public required string AccessToken { get; init; }

    /// <summary>The <c>acr</c> values requested in this transaction; the token must contain one of them. Empty when none was requested.</summary>
    public IReadOnlyList<string> AcrValues { get; init; } = [];

    /// <summary>The <c>max_age</c> requested in this transaction, in seconds.</summary>
    public long? MaxAge { get; init; }

    /// <summary>The earliest time of authentication (<c>prompt=login</c>), in Unix seconds; not checked for a token without <c>auth_time</c>.</summary>
    public long? AuthenticatedSince { get; init; }

    /// <summary>On a refresh, the subject of the session.</summary>
    public string? Subject { get; init; }

    /// <summary>On a refresh, the time of authentication, if it is known.</summary>
    public long? AuthTime { get; init; }
}
