namespace TokenExchange.Provider;

/// <summary>The parts of the provider's discovery document that this service uses (OpenID Connect Discovery 1.0 section 3).</summary>
internal sealed record ProviderMetadata
{
    public required string Issuer { get; init; }

    public required Uri AuthorizationEndpoint { get; init; }

    public required Uri TokenEndpoint { get; init; }

    public required Uri KeysAddress { get; init; }

    public Uri? RevocationEndpoint { get; init; }

    public Uri? EndSessionEndpoint { get; init; }

    /// <summary>The endpoint for pushed authorization requests (RFC 9126 section 5); null also when the settings turn it off.</summary>
    public Uri? PushedAuthorizationEndpoint { get; init; }

    /// <summary>Whether an RSA key signs assertions for client authentication with PS256: the document lists it, or algorithms without RS256.</summary>
    public bool PrefersPs256 { get; init; }

    /// <summary>The userinfo endpoint (OpenID Connect Core 1.0 section 5.3).</summary>
    public Uri? UserInfoEndpoint { get; init; }

    /// <summary>Whether the authorization response must contain <c>iss</c> (RFC 9207 section 3).</summary>
    public bool SendsIssuer { get; init; }

    /// <summary>Whether the token endpoint supports <c>client_secret_basic</c>, which is also the default when the document lists no method (RFC 8414 section 2).</summary>
    public bool TakesBasic { get; init; } = true;
}
