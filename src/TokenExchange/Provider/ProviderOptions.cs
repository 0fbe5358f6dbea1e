namespace TokenExchange.Provider;

/// <summary>The OpenID provider and this service's registration there. Section <c>TokenExchange:Provider</c>.</summary>
internal sealed record ProviderOptions
{
    /// <summary>
    /// The issuer, exactly as in the provider's discovery document, including a trailing slash (OpenID Connect Discovery 1.0 section 4.3).
    /// </summary>
    public required Uri Authority { get; init; }

    /// <summary>
    /// The issuer, where the discovery document and the tokens name another than <c>Authority</c>; compared character by character. With <c>{tenantid}</c> in
    /// it, a template: each token's issuer is that of the tenant which its <c>tid</c> names (Entra ID <c>common</c> and <c>organizations</c>). Default:
    /// <c>Authority</c>.
    /// </summary>
    public required string Issuer { get; init; }

    /// <summary>
    /// Where the discovery document is, with its query if it has one (Azure AD B2C). Default: <c>Authority</c> with <c>/.well-known/openid-configuration</c>
    /// appended.
    /// </summary>
    public required Uri MetadataAddress { get; init; }

    /// <summary>
    /// The ids of the tenants whose users may sign in; required when <c>Issuer</c> contains <c>{tenantid}</c>, and only then. <c>*</c> accepts EVERY tenant:
    /// anybody in the world who creates a tenant can then sign in, with any e-mail address and name that he writes there. Use it only if your APIs decide by
    /// <c>tid</c> and <c>sub</c> what a user may do.
    /// </summary>
    public IReadOnlyList<string> AllowedTenants { get; init; } = [];

    /// <summary>
    /// Whether the provider may be called over http in a private network: loopback, a host name without a dot, <c>.internal</c>, <c>.local</c> and the like,
    /// or a private IP address. Secrets and tokens then travel unencrypted, readable for everybody on the way. Never for public host names in production.
    /// </summary>
    public bool AllowHttp { get; init; }

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

    /// <summary>
    /// Pushed authorization requests (RFC 9126): <c>auto</c> pushes when the discovery document names an endpoint for it, <c>required</c> begins no login
    /// without one, <c>off</c> never pushes: the parameters of a login then stand in the address that the browser opens.
    /// </summary>
    public PushedAuthorization PushedAuthorization { get; init; } = PushedAuthorization.Auto;

    /// <summary>
    /// The parameter <c>iss</c> of the provider's answer to a login (RFC 9207), which is checked whenever it is there. <c>auto</c> demands it when the discovery
    /// document says that the provider sends it, <c>required</c> always: for providers that send it and do not say so.
    /// </summary>
    public ResponseIssuer ResponseIssuer { get; init; } = ResponseIssuer.Auto;

    /// <summary>
    /// A parameter that every authorization request carries, for example <c>AuthorizeParameters:access_type</c> with the value <c>offline</c> (Google). What a
    /// page asks for replaces it. Parameters of the protocol itself cannot be set.
    /// </summary>
    public IReadOnlyDictionary<string, string> AuthorizeParameters { get; init; } = new Dictionary<string, string>();

    /// <summary>A parameter that every token request carries. Parameters of the protocol itself cannot be set.</summary>
    public IReadOnlyDictionary<string, string> TokenParameters { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// A parameter of the address that ends the provider's session, for example <c>EndSessionParameters:logout_uri</c> (Cognito). Parameters of the protocol
    /// itself cannot be set.
    /// </summary>
    public IReadOnlyDictionary<string, string> EndSessionParameters { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// Audiences that an ID token may name besides <c>ClientId</c> (OpenID Connect Core 1.0 section 3.1.3.7, rule 3). A token with several audiences must also
    /// name <c>ClientId</c> as <c>azp</c>. Each audience listed here could use your users' ID tokens as its own.
    /// </summary>
    public IReadOnlyList<string> TrustedAudiences { get; init; } = [];

    /// <summary>
    /// Whether an ID token must repeat the nonce of the login. <c>optional</c> is for providers that drop it: a token without one is then accepted, and only
    /// PKCE and <c>state</c> bind the code to the browser, so that an ID token which leaked elsewhere is no longer recognized if the provider can be made to
    /// return it here. A nonce that is there must match in any case.
    /// </summary>
    public ClaimRule Nonce { get; init; } = ClaimRule.Required;

    /// <summary>
    /// Whether a logout token must contain <c>exp</c> (OpenID Connect Back-Channel Logout 1.0 section 2.4). <c>optional</c> is for providers that leave it out
    /// (Ory Hydra): a token without one is accepted for 15 minutes from its <c>iat</c>, once. Whoever gets hold of one in that time can end the sessions that
    /// it names, as with any logout token.
    /// </summary>
    public ClaimRule LogoutTokenExpiry { get; init; } = ClaimRule.Required;

    /// <summary>
    /// Whether claims of <c>Sessions:Claims</c> that the ID token lacks are read from the userinfo endpoint, once at login (OpenID Connect Core 1.0 section
    /// 5.3). Costs one more call; a login fails when it fails.
    /// </summary>
    public bool UserInfo { get; init; }

    /// <summary>
    /// Whether the address that ends the provider's session carries the user's ID token as <c>id_token_hint</c> (OpenID Connect RP-Initiated Logout 1.0), for
    /// providers that demand it (Okta) or ask the user to confirm or to choose an account without it. The ID token is then in the page, in the browser's
    /// history and in the provider's access log: it opens no API, but shows its claims to whoever reads one of these.
    /// </summary>
    /// <remarks>
    /// The session keeps the ID token, encrypted, in its cookie or in shared state if the cookies do not have the room: 1 to 2 KB more for each request. One of
    /// more than 4,096 characters is not kept, because the address would be too long for many servers.
    /// </remarks>
    public bool IdTokenHint { get; init; }

    /// <summary>
    /// Lifetime of an access token whose response has no <c>expires_in</c> (RFC 6749 section 5.1 only recommends it). When an API refuses the token earlier
    /// with <c>invalid_token</c>, it is refreshed then.
    /// </summary>
    public TimeSpan AccessTokenLifetime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How the service authenticates at the provider.</summary>
    public required CredentialOptions Credential { get; init; }
}

/// <summary>When authorization requests are pushed (RFC 9126).</summary>
internal enum PushedAuthorization
{
    /// <summary>When the discovery document names an endpoint for it.</summary>
    Auto,

    /// <summary>Always; without an endpoint no login begins.</summary>
    Required,

    /// <summary>Never.</summary>
    Off,
}

/// <summary>When the answer to a login must name its issuer (RFC 9207).</summary>
internal enum ResponseIssuer
{
    /// <summary>When the discovery document says that the provider sends it.</summary>
    Auto,

    /// <summary>Always.</summary>
    Required,
}

/// <summary>Whether a token must contain a claim that the standards demand.</summary>
internal enum ClaimRule
{
    /// <summary>It must.</summary>
    Required,

    /// <summary>One that is there must be right.</summary>
    Optional,
}

/// <summary>How a client secret is sent (RFC 6749 section 2.3.1).</summary>
internal enum SecretMethod
{
    /// <summary>By header if the discovery document lists that method or no method, otherwise in the body.</summary>
    Auto,

    /// <summary>In the <c>Authorization</c> header.</summary>
    Basic,

    /// <summary>In the body.</summary>
    Post,
}

/// <summary>The audience of a client assertion (RFC 7523 section 3).</summary>
internal enum AssertionAudience
{
    /// <summary>The issuer identifier.</summary>
    Issuer,

    /// <summary>The address of the token endpoint.</summary>
    TokenEndpoint,
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
    /// <c>managed-identity</c> is for Entra ID's public cloud.
    /// <see href="docs/providers/README.md#how-the-service-proves-to-be-the-client">The page on providers</see> compares the kinds.
    /// </summary>
    public required string Kind { get; init; }

    /// <summary>
    /// The client secret. Or the private key: PEM, or PKCS#12 in Base64 as the vault stores certificates; RSA with at least 2048 bits, or P-256. For
    /// <c>apple</c> the team's key, as downloaded (<c>.p8</c>).
    /// </summary>
    public string SecretName { get; init; } = "";

    /// <summary>
    /// Instead of <c>SecretName</c>, with <c>private-key-jwt</c>: a key of the vault that never leaves it. The vault signs each assertion, which costs one
    /// call for each call to the provider. RSA with at least 2048 bits, or P-256. Not a Managed HSM. The service's identity needs the role Key Vault Crypto
    /// User.
    /// </summary>
    public string KeyName { get; init; } = "";

    /// <summary>The name of the secret or of the key as this service's caches and tools have it; empty without either.</summary>
    internal string VaultName => KeyName.Length > 0 ? Secrets.VaultKeys.Prefix + KeyName : SecretName;

    /// <summary>
    /// How <c>client-secret</c> sends the secret. <c>auto</c> is <c>client_secret_basic</c> if the discovery document lists that method or no method,
    /// otherwise <c>client_secret_post</c>.
    /// </summary>
    public SecretMethod Method { get; init; } = SecretMethod.Auto;

    /// <summary>
    /// The audience of the assertion of <c>private-key-jwt</c>. <c>token-endpoint</c> is for providers that accept nothing else (Okta, Entra ID): with it,
    /// somebody who can change the discovery document gets assertions for an address of his own. With a template as <c>Provider:Issuer</c> it is the
    /// token endpoint in any case.
    /// </summary>
    public AssertionAudience Audience { get; init; } = AssertionAudience.Issuer;

    /// <summary>
    /// The algorithm of the assertion of <c>private-key-jwt</c>. <c>auto</c> is ES256 for a key on P-256; for an RSA key PS256 if the discovery document lists
    /// it, or lists algorithms without RS256, otherwise RS256. With an algorithm of the other kind of key, the version of the secret is not used (log 1102).
    /// </summary>
    public string Algorithm { get; init; } = "auto";

    /// <summary>
    /// The header <c>typ</c> of the assertion of <c>private-key-jwt</c>. <c>client-authentication+jwt</c> is for providers that accept nothing else (OpenIddict
    /// since 7.0; the draft <c>draft-ietf-oauth-rfc7523bis</c>); others may accept only <c>JWT</c>.
    /// </summary>
    public string TokenType { get; init; } = "JWT";

    /// <summary>The id of the Apple Developer team, ten characters.</summary>
    public string TeamId { get; init; } = "";

    /// <summary>The id of the team's key, ten characters.</summary>
    public string KeyId { get; init; } = "";
}
