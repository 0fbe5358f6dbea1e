namespace TokenExchange.Emulators.Provider;

/// <summary>Everything that was issued from one code; revoked together.</summary>
internal sealed class Family(ProviderSession session, string clientId)
{
    public ProviderSession Session { get; } = session;

    public string ClientId { get; } = clientId;

    /// <summary>The granted scopes.</summary>
    public string Scope { get; init; } = "openid profile email offline_access";

    /// <summary>The API that the access tokens are for.</summary>
    public string Audience { get; init; } = DevProviderOptions.DefaultApi;

    public bool IsRevoked { get; set; }
}
