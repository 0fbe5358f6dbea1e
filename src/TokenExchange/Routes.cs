namespace TokenExchange;

/// <summary>
/// The addresses of the service below the route prefix. The attributes of the functions and the gateway use these constants, and a test compares them.
/// </summary>
public static class Routes
{
    /// <summary>The Functions route prefix; <c>host.json</c> has the same value, and a test compares them.</summary>
    public const string Prefix = "api";

    /// <summary>Starts a login.</summary>
    public const string Login = "auth/login";

    /// <summary>Completes a login: the page posts the address it was redirected to.</summary>
    public const string Exchange = "auth/exchange";

    /// <summary>Completes a login: the provider redirects to this address.</summary>
    public const string Callback = "auth/callback";

    /// <summary>Returns the session.</summary>
    public const string Session = "auth/session";

    /// <summary>Renews the tokens of the session.</summary>
    public const string Refresh = "auth/refresh";

    /// <summary>Ends the session.</summary>
    public const string Logout = "auth/logout";

    /// <summary>Back-channel logout: the provider ends sessions.</summary>
    public const string BackchannelLogout = "auth/backchannel-logout";

    /// <summary>The public keys of this client (JSON Web Key Set).</summary>
    public const string ClientKeys = "auth/keys";

    /// <summary>Event Grid reports that a secret of the vault changed.</summary>
    public const string VaultEvents = "events/vault";

    /// <summary>Liveness.</summary>
    public const string Live = "health/live";

    /// <summary>Readiness.</summary>
    public const string Ready = "health/ready";

    /// <summary>Forwards a request to an upstream.</summary>
    public const string Proxy = "proxy/{route}/{*path}";

    /// <summary>Every other address below the prefix.</summary>
    public const string Unknown = "{*path}";
}
