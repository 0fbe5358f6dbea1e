using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.Provider;

/// <summary>oidc-provider, a gateway that uses it, and a user: what each test of this folder plays on.</summary>
internal sealed class Stage : IAsyncDisposable
{
    private const string ClientId = "token-exchange";

    /// <summary>Holds what has to be encoded in client_secret_basic (RFC 6749 section 2.3.1 and appendix B).</summary>
    private const string ClientSecret = "p+q/r=s:t%u&v?w x-0123456789-0123456789";

    private Stage(OidcProvider provider, LocalHost gateway) => (Provider, Gateway, User) = (provider, gateway, new WebUser(gateway));

    public OidcProvider Provider { get; }

    public LocalHost Gateway { get; }

    public WebUser User { get; }

    /// <summary>Starts both, and makes them known to each other.</summary>
    /// <param name="provider">Settings of provider.mjs.</param>
    /// <param name="gateway">Settings of the gateway.</param>
    /// <param name="secret">What the vault holds for the client; null: the client secret.</param>
    /// <param name="client">Client metadata besides the usual.</param>
    /// <param name="front">What stands before the gateway; null: nothing.</param>
    public static async Task<Stage> SetAsync(
        object? provider = null, (string Key, string Value)[]? gateway = null, string? secret = null, Dictionary<string, object>? client = null, Front? front = null)
    {
        var issuer = await OidcProvider.StartAsync(provider);
        var host = await LocalHost.StartBehindAsync(
            front?.Origin,
            [
                ("LocalHost:Provider", "external"),
                ("TokenExchange:Provider:Authority", issuer.Issuer),
                ("TokenExchange:Provider:ClientId", ClientId),
                ("TokenExchange:Provider:Credential:SecretName", "oidc-client"),
                .. gateway ?? [],
            ]);
        front?.LeadTo(host.Listening);
        await host.PutSecretAsync("oidc-client", secret ?? ClientSecret);
        var metadata = new Dictionary<string, object>
        {
            ["client_id"] = ClientId,
            ["redirect_uris"] = new[] { host.Origin + "/callback", host.Origin + "/api/auth/callback" },
            ["post_logout_redirect_uris"] = new[] { host.Origin + "/" },
            ["backchannel_logout_uri"] = host.Listening + "/api/auth/backchannel-logout",
            ["backchannel_logout_session_required"] = true,
            ["token_endpoint_auth_method"] = "client_secret_basic",
        };
        if (secret is null)
        {
            metadata["client_secret"] = ClientSecret;
        }
        else
        {
            metadata["jwks_uri"] = host.Origin + "/api/auth/keys";
        }

        foreach (var (name, value) in client ?? [])
        {
            metadata[name] = value;
        }

        await issuer.RegisterAsync(metadata);
        return new Stage(issuer, host);
    }

    public async ValueTask DisposeAsync()
    {
        User.Dispose();
        await Gateway.DisposeAsync();
        await Provider.DisposeAsync();
    }
}
