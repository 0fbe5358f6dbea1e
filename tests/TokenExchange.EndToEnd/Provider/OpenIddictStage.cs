using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;
using TokenExchange.EndToEnd.Stand;
using TokenExchange.Tests.Stand.Providers;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace TokenExchange.EndToEnd.Provider;

/// <summary>OpenIddict, a gateway with the settings of its page in <c>docs/providers</c>, and a user.</summary>
internal sealed class OpenIddictStage : IAsyncDisposable
{
    private const string ClientId = "token-exchange";

    private readonly List<LocalHost> _more = [];
    private readonly (string Key, string Value)[] _settings;

    private OpenIddictStage(OpenIddictServer provider, LocalHost gateway, (string Key, string Value)[] settings) =>
        (Provider, Gateway, _settings, User) = (provider, gateway, settings, new WebUser(gateway));

    public OpenIddictServer Provider { get; }

    public LocalHost Gateway { get; }

    public WebUser User { get; }

    /// <summary>Starts both, and makes them known to each other.</summary>
    /// <param name="more">Settings of the gateway besides those of the page.</param>
    public static async Task<OpenIddictStage> SetAsync(params (string Key, string Value)[] more)
    {
        var provider = await OpenIddictServer.StartAsync();
        var page = await File.ReadAllTextAsync(Path.Combine(Stand.Requirements.Root, "docs", "providers", "openiddict.md"));
        var printed = SettingsBlock.Read(page, "Provider__Authority", place => place switch
        {
            "host" => new Uri(provider.Issuer).Authority,
            "client id" => ClientId,
            _ => throw new InvalidOperationException($"Nothing stands for <{place}>."),
        });
        printed["TokenExchange:Provider:Authority"] = provider.Issuer; // http, on loopback
        (string Key, string Value)[] settings = [("LocalHost:Provider", "external"), .. printed.Select(pair => (pair.Key, pair.Value)), .. more];
        var gateway = await LocalHost.StartAsync(settings);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await gateway.PutSecretAsync(printed["TokenExchange:Provider:Credential:SecretName"], key.ExportPkcs8PrivateKeyPem());
        var stage = new OpenIddictStage(provider, gateway, settings);
        await stage.RegisterAsync();
        return stage;
    }

    /// <summary>The same user at another gateway, which has the same keys and shares no state with the first.</summary>
    public async Task<WebUser> AtAnotherGatewayAsync()
    {
        var gateway = await LocalHost.StartGatewayAsync(Gateway, [("TokenExchange:PublicOrigin", Gateway.Origin), .. _settings]);
        _more.Add(gateway);
        var copy = User.Copy();
        copy.Instance = gateway.Listening;
        return copy;
    }

    public async ValueTask DisposeAsync()
    {
        User.Dispose();
        foreach (var gateway in _more.Append(Gateway))
        {
            await gateway.DisposeAsync();
        }

        await Provider.DisposeAsync();
    }

    /// <summary>Registers the client with the public keys of the gateway's own address: OpenIddict keeps them, and fetches none.</summary>
    private async Task RegisterAsync()
    {
        var keys = await User.SendAsync(HttpMethod.Get, Gateway.Origin + "/api/auth/keys");
        var client = new OpenIddictApplicationDescriptor
        {
            ClientId = ClientId,
            ClientType = ClientTypes.Confidential,
            ConsentType = ConsentTypes.Implicit,
            JsonWebKeySet = JsonWebKeySet.Create(keys.Text),
            RedirectUris = { new Uri(Gateway.Origin + "/callback"), new Uri(Gateway.Origin + "/api/auth/callback") },
            PostLogoutRedirectUris = { new Uri(Gateway.Origin + "/") },
            Permissions =
            {
                Permissions.Endpoints.Authorization, Permissions.Endpoints.PushedAuthorization, Permissions.Endpoints.Token,
                Permissions.Endpoints.Revocation, Permissions.Endpoints.EndSession, Permissions.GrantTypes.AuthorizationCode,
                Permissions.GrantTypes.RefreshToken, Permissions.GrantTypes.TokenExchange, Permissions.ResponseTypes.Code, Permissions.Scopes.Profile,
            },
        };
        await Provider.RegisterAsync(client.AddAudiencePermissions(OpenIddictSetup.Audiences));
    }
}
