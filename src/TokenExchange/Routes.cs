namespace TokenExchange;

/// <summary>
/// The addresses of the service below the route prefix, as constants: the functions' attributes, the gateway and a test that compares them use these.
/// </summary>
public static class Routes
{
    /// <summary>The Functions route prefix; <c>host.json</c> says the same, and a test compares them.</summary>
    public const string Prefix = "api";

    /// <summary>Begins a login.</summary>
    public const string Login = "auth/login";

    /// <summary>The SPA completes the redirect.</summary>
    public const string Exchange = "auth/exchange";

    /// <summary>The service completes the redirect.</summary>
    public const string Callback = "auth/callback";

    /// <summary>Who am I.</summary>
    public const string Session = "auth/session";

    /// <summary>Renews now.</summary>
    public const string Refresh = "auth/refresh";

    /// <summary>Ends the session.</summary>
    public const string Logout = "auth/logout";

    /// <summary>The provider ends sessions.</summary>
    public const string BackchannelLogout = "auth/backchannel-logout";

    /// <summary>The client's own public keys.</summary>
    public const string ClientKeys = "auth/keys";

    /// <summary>The vault says that a secret changed.</summary>
    public const string VaultEvents = "events/vault";

    /// <summary>Liveness.</summary>
    public const string Live = "health/live";

    /// <summary>Readiness.</summary>
    public const string Ready = "health/ready";

    /// <summary>Forwards to an upstream.</summary>
    public const string Proxy = "proxy/{route}/{*path}";
}
