namespace TokenExchange.Provider;

/// <summary>The OpenID provider and this service's registration there. Section <c>TokenExchange:Provider</c>.</summary>
public sealed record ProviderOptions
{
    /// <summary>The issuer identifier, exactly as the provider's discovery document says it (OpenID Connect Discovery 1.0 section 4.3). Required; https.</summary>
    public required Uri Authority { get; init; }

    /// <summary>The issuer identifier as it was written: it is compared character by character.</summary>
    public required string Issuer { get; init; }

    /// <summary>The client id that the provider gave this service. Required.</summary>
    public required string ClientId { get; init; }

    /// <summary>Scopes to ask for, separated by blanks; must hold <c>openid</c>. Default <c>openid profile offline_access</c>.</summary>
    public string Scopes { get; init; } = "openid profile offline_access";

    /// <summary>Sent as <c>audience</c> when the provider wants one (Auth0). Default none.</summary>
    public string? Audience { get; init; }

    /// <summary>Sent as <c>resource</c> (RFC 8707 section 2). Default none.</summary>
    public string? Resource { get; init; }

    /// <summary>How the provider's answer comes back: <c>query</c> or <c>form_post</c>. Default <c>query</c>.</summary>
    public ResponseMode ResponseMode { get; init; } = ResponseMode.Query;

    /// <summary>How this service proves that it is the client. Section <c>Credential</c>. Required.</summary>
    public required CredentialOptions Credential { get; init; }
}

/// <summary>How the authorization response travels (OAuth 2.0 Multiple Response Types and Form Post Response Mode).</summary>
public enum ResponseMode
{
    /// <summary>In the query of the redirect.</summary>
    Query,

    /// <summary>In the body of a POST; needs the callback path <c>/api/auth/callback</c>.</summary>
    FormPost,
}

/// <summary>The client credential. Section <c>TokenExchange:Provider:Credential</c>.</summary>
public sealed record CredentialOptions
{
    /// <summary>Which kind: <c>client-secret</c>, <c>private-key-jwt</c> or <c>managed-identity</c>. Required.</summary>
    public required CredentialKind Kind { get; init; }

    /// <summary>Name of the vault secret that holds the credential. Required except for <c>managed-identity</c>.</summary>
    public string SecretName { get; init; } = "";
}

/// <summary>Kinds of client credential.</summary>
public enum CredentialKind
{
    /// <summary>A shared secret, sent by <c>client_secret_basic</c> or <c>client_secret_post</c> (RFC 6749 section 2.3.1).</summary>
    ClientSecret,

    /// <summary>An assertion signed with a private key of the vault (RFC 7523, OpenID Connect Core 1.0 section 9).</summary>
    PrivateKeyJwt,

    /// <summary>An assertion from the platform's managed identity; Entra ID's federated credential, no secret at all.</summary>
    ManagedIdentity,
}
