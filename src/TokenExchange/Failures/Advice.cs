namespace TokenExchange.Failures;

/// <summary>
/// For each error of the catalogue: what decides it, with the names of the settings (<c>{id}</c> stands for the id of a route). It follows the reason of the
/// error in the log, and in Development in the answer too.
/// </summary>
internal static class Advice
{
    public const string RequestInvalid = "Each address has its own body and parameters: docs/http.md.";
    public const string ReturnUrlDenied = "A return URL is a path below PublicOrigin: one slash first, at most 2,048 characters, no dot segments. Login:DefaultReturnPath is used without one.";
    public const string TransactionMissing = "The login must begin and end in the same browser and at PublicOrigin. Browsers keep its cookie only over https, and Chromium and Firefox also over http on localhost. Login:CallbackPath decides where the provider's answer arrives.";
    public const string TransactionExpired = "A login may take 10 minutes, and no setting changes that.";
    public const string IssuerMismatch = "Provider:Authority and Provider:Issuer decide which issuer is expected, Provider:ResponseIssuer whether the answer must name it.";
    public const string ProviderDenied = "The provider compares the request with its registration of Provider:ClientId: the redirect URI (PublicOrigin followed by Login:CallbackPath) and Provider:Scopes.";
    public const string LoginRequired = "The prompt of the login decides: with none the provider must not show a page. Start a login without it.";
    public const string LoginCancelled = "The user or a policy of the provider decides: the provider answered access_denied.";
    public const string CodeRejected = "A code can be redeemed once, within about a minute, by Provider:ClientId and with the redirect URI of its login (PublicOrigin followed by Login:CallbackPath).";
    public const string PathMalformed = "Proxy:Routes:{id}:AllowEncodedSlash allows encoded slashes on one route, AllowBrackets brackets; nothing allows other ambiguous paths.";

    public const string NotAuthenticated = "The session cookie is missing, cannot be decrypted with a version of Sessions:KeySecretName, or is older than Sessions:IdleLifetime or Sessions:AbsoluteLifetime. Browsers send it to PublicOrigin only. Proxy:Routes:{id}:AllowAnonymous allows calls of a route without a session.";
    public const string SessionExpired = "Provider:Scopes decides whether the provider issues a refresh token (offline_access), the provider how long it can be used.";
    public const string SessionRevoked = "A logout, a logout token of the provider or Sessions:NotBefore ended the session.";
    public const string StepUpRequired = "Proxy:Routes:{id}:Acr and Proxy:Routes:{id}:MaxAge decide, or a challenge of the API or the provider. The next login has to request acrValues, maxAge or claims of this answer.";

    public const string CsrfFailed = "Calls need the header X-CSRF with the value 1, and PublicOrigin and AllowedOrigins decide from which pages. Proxy:Routes:{id}:PageLoads allows loads of a page without the header, Downloads its links.";
    public const string RouteUnknown = "Proxy:Routes decides which routes the proxy has. The service's own addresses: docs/http.md.";
    public const string PathDenied = "Proxy:Routes:{id}:Paths decides which path prefixes a route has.";
    public const string MethodDenied = "The header Allow names the methods of this address. Proxy:Routes:{id}:Methods decides those of a route.";
    public const string PayloadTooLarge = "Proxy:Routes:{id}:MaxRequestBody decides on a route. The service's own addresses take 32 KB.";
    public const string UnsupportedMediaType = "The service's own addresses take application/json in UTF-8; auth/callback and auth/backchannel-logout take application/x-www-form-urlencoded.";
    public const string RateLimited = "RateLimit:Auth, RateLimit:Proxy and Proxy:Routes:{id}:Quota decide. Requests: 0 means no limit.";

    public const string InternalError = "A defect of the service. The log has the exception with this trace id.";
    public const string IdTokenInvalid = "Provider:Issuer, Provider:ClientId, Provider:TrustedAudiences, Provider:AllowedTenants and Provider:Nonce decide what an ID token must contain.";
    public const string ProviderResponseInvalid = "Provider:Authority and Provider:MetadataAddress decide which provider is called. Its registration of Provider:ClientId must have the redirect URI (PublicOrigin followed by Login:CallbackPath) and Provider:Scopes.";
    public const string UpstreamUnavailable = "Proxy:Routes:{id}:Destination decides which API is called.";
    public const string UpstreamPaused = "Proxy:Routes:{id}:CircuitBreaker and Proxy:Routes:{id}:MaxConcurrency decide when calls are refused.";
    public const string ProviderUnavailable = "Provider:Authority and Provider:MetadataAddress decide which provider is called.";
    public const string CredentialRejected = "Provider:Credential:Kind and Provider:Credential:SecretName decide how the service authenticates as Provider:ClientId: the provider must know a version of that secret, or the public key of it.";
    public const string VaultUnavailable = "KeyVault:Uri decides which vault is read. The identity of the service (KeyVault:ManagedIdentityClientId) needs the role Key Vault Secrets User on it, and with Provider:Credential:KeyName the role Key Vault Crypto User on that key.";
    public const string SharedStateUnavailable = "SharedState:BlobContainerUri decides which container is used. The identity of the service needs the role Storage Blob Data Contributor on it.";
    public const string Misconfigured = "A secret must be in the vault of KeyVault:Uri under the name in its setting, enabled, within its dates, and with a value of the right form.";
    public const string UpstreamTimeout = "Proxy:Routes:{id}:Timeout decides how long a response may take to begin, Proxy:Routes:{id}:IdleTimeout how long it may pause.";
}
