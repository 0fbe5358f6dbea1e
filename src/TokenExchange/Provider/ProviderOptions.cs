namespace TokenExchange.Provider;

/// <summary>The OpenID provider and this service's registration there. Section <c>TokenExchange:Provider</c>.</summary>
internal sealed record ProviderOptions
{
    /// <summary>
    /// The issuer, exactly as in the provider's discovery document, including a trailing slash (OpenID Connect Discovery 1.0 section 4.3).
    /// </summary>
    /// <remarks>The document is read from this address with <c>/.well-known/openid-configuration</c> appended.</remarks>
    public required Uri Authority { get; init; }

    /// <summary>The issuer identifier exactly as configured: it is compared character by character.</summary>
    /// <key>Authority</key>
    public required string Issuer { get; init; }

    /// <summary>The client id of this application at the provider.</summary>
    public required string ClientId { get; init; }

    /// <summary>Scopes requested at login, separated by single blanks; must include <c>openid</c> (OpenID Connect Core 1.0 section 3.1.2.1).</summary>
    public string Scopes { get; init; } = "openid profile offline_access";

    /// <summary>Sent as <c>audience</c> at login, for providers that need it (Auth0).</summary>
    public string? Audience { get; init; }

    /// <summary>Sent as <c>resource</c> at login and in token calls (RFC 8707 section 2). Not for Entra ID.</summary>
    public string? Resource { get; init; }

    /// <summary>How the provider returns the authorization response. <c>form_post</c> needs the default <c>Login:CallbackPath</c>.</summary>
    public ResponseMode ResponseMode { get; init; } = ResponseMode.Query;

    /// <summary>How the service authenticates at the provider.</summary>
    public required CredentialOptions Credential { get; init; }
}

/// <summary>How the provider returns the authorization response (OAuth 2.0 Multiple Response Types and Form Post Response Mode).</summary>
internal enum ResponseMode
{
    /// <summary>In the query of the redirect.</summary>
    Query,

    /// <summary>In the body of a POST; needs the callback path <c>/api/auth/callback</c>.</summary>
    FormPost,
}

/// <summary>The client credential. Section <c>TokenExchange:Provider:Credential</c>.</summary>
internal sealed record CredentialOptions
{
    /// <summary>
    /// <c>managed-identity</c> is for Entra ID's public cloud. <see href="docs/providers.md#how-the-service-proves-to-be-the-client">providers.md</see>
    /// compares the kinds.
    /// </summary>
    public required string Kind { get; init; }

    /// <summary>
    /// The client secret, sent as <c>client_secret_basic</c> if the discovery document lists that method or no method, otherwise as <c>client_secret_post</c>.
    /// Or the private key: PEM, or PKCS#12 in Base64 as the vault stores certificates; RSA with at least 2048 bits, or P-256.
    /// </summary>
    public string SecretName { get; init; } = "";
}
