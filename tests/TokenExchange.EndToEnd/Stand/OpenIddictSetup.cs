using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Tokens;

namespace TokenExchange.EndToEnd.Stand;

/// <summary>How OpenIddict is set up: what <c>docs/providers/openiddict.md</c> asks for, and otherwise its defaults.</summary>
internal static class OpenIddictSetup
{
    /// <summary>How long a refresh token that was used is accepted again: OpenIddict's default.</summary>
    public static readonly TimeSpan ReuseLeeway = TimeSpan.FromSeconds(30);

    /// <summary>The APIs for which tokens are exchanged.</summary>
    public static readonly string[] Audiences = ["orders-api", "stock-api"];

    public static void AddTo(IServiceCollection services, string database, TimeProvider clock, OpenIddictKeys keys)
    {
        services.AddSingleton(clock);
        services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie();
        services.AddDbContext<DbContext>(options => options.UseSqlite($"Data Source={database}").UseOpenIddict());
        services.AddOpenIddict()
            .AddCore(core => core.UseEntityFrameworkCore().UseDbContext<DbContext>())
            .AddServer(server =>
            {
                server.SetAuthorizationEndpointUris("connect/authorize")
                    .SetPushedAuthorizationEndpointUris("connect/par")
                    .SetTokenEndpointUris("connect/token")
                    .SetRevocationEndpointUris("connect/revoke")
                    .SetUserInfoEndpointUris("connect/userinfo")
                    .SetEndSessionEndpointUris("connect/endsession");
                server.AllowAuthorizationCodeFlow().AllowRefreshTokenFlow().AllowTokenExchangeFlow();
                server.RequireProofKeyForCodeExchange().RequirePushedAuthorizationRequests();
                server.RegisterScopes("openid", "profile", "offline_access").RegisterAudiences(Audiences);
                server.SetAccessTokenLifetime(TimeSpan.FromMinutes(2)).SetRefreshTokenReuseLeeway(ReuseLeeway).DisableAccessTokenEncryption();
                server.AddEphemeralEncryptionKey();
                server.Configure(options => options.SigningCredentials.Add(new SigningCredentials(keys.Current, SecurityAlgorithms.RsaSha256)));
                server.UseAspNetCore()
                    .EnableAuthorizationEndpointPassthrough()
                    .EnableTokenEndpointPassthrough()
                    .EnableUserInfoEndpointPassthrough()
                    .EnableEndSessionEndpointPassthrough()
                    .DisableTransportSecurityRequirement();
            });
    }
}
