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

    /// <summary>The endpoint for pushed authorization requests (RFC 9126 section 5); used whenever it is present.</summary>
    public Uri? PushedAuthorizationEndpoint { get; init; }

    /// <summary>Whether assertions for client authentication may be signed with RS256; otherwise an RSA key signs with PS256.</summary>
    public bool TakesRs256 { get; init; } = true;

    /// <summary>Whether the authorization response must contain <c>iss</c> (RFC 9207 section 3).</summary>
    public bool SendsIssuer { get; init; }

    /// <summary>Whether the token endpoint supports <c>client_secret_basic</c>, which is also the default when the document lists no method (RFC 8414 section 2).</summary>
    public bool TakesBasic { get; init; } = true;
}
