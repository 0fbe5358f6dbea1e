using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Yarp.ReverseProxy.Transforms;

namespace TokenExchange.Peers;

/// <summary>
/// A backend for front ends as one is usually built: YARP, cookie authentication, OpenID Connect, and the access token of the session for the API. The tokens
/// are in the cookie, or with <paramref name="isStored"/> in memory behind an <see cref="ITicketStore"/>.
/// </summary>
internal sealed class CookiePeer(string destination, string token, bool isStored, (string Issuer, string Secret)? provider) : YarpPeer(destination)
{
    private const string SignInPath = "/bench/sign-in";

    public override void Add(IServiceCollection services)
    {
        services.AddAuthentication(options =>
        {
            options.DefaultScheme = CookieAuthenticationDefaults.AuthenticationScheme;
            options.DefaultChallengeScheme = OpenIdConnectDefaults.AuthenticationScheme;
        }).AddCookie(options =>
        {
            options.Cookie.Name = "__Host-peer";
            options.Cookie.SameSite = SameSiteMode.Strict;
            options.Cookie.SecurePolicy = CookieSecurePolicy.Always;
            options.SessionStore = isStored ? new MemoryTickets() : null;
        }).AddOpenIdConnect(options =>
        {
            options.Authority = provider?.Issuer ?? "http://127.0.0.1:9";
            options.ClientId = "token-exchange-demo";
            options.ClientSecret = provider?.Secret ?? "none";
            options.ResponseType = "code";
            options.ResponseMode = "query";
            options.SaveTokens = true;
            options.RequireHttpsMetadata = false;
            options.Scope.Add("offline_access");
        });
        services.AddAuthorization();
        AddProxy(services, "default").AddTransforms(transforms => transforms.AddRequestTransform(async context =>
        {
            context.ProxyRequest.Headers.Remove("Cookie");
            context.ProxyRequest.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await context.HttpContext.GetTokenAsync("access_token"));
        }));
    }

    public override void Map(WebApplication app)
    {
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapGet(SignInPath, SignInAsync);
        app.MapGet("/bench/login", context => context.ChallengeAsync(OpenIdConnectDefaults.AuthenticationScheme, new AuthenticationProperties { RedirectUri = "/done" }));
        base.Map(app);
    }

    public override async Task<string> SignInAsync(string address)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseCookies = false });
        using var answer = await client.GetAsync(new Uri(address + SignInPath));
        return answer.StatusCode == HttpStatusCode.OK
            ? string.Join("; ", answer.Headers.GetValues("Set-Cookie").Select(line => line.Split(';')[0]))
            : throw new InvalidOperationException("The peer does not sign in.");
    }

    /// <summary>What the OpenID Connect handler would keep, with tokens as long as those of the service's session.</summary>
    private Task SignInAsync(HttpContext context)
    {
        var now = TimeProvider.System.GetUtcNow();
        var properties = new AuthenticationProperties();
        properties.StoreTokens(
        [
            new AuthenticationToken { Name = "access_token", Value = token },
            new AuthenticationToken { Name = "refresh_token", Value = token[..800] },
            new AuthenticationToken { Name = "id_token", Value = token[..800] },
            new AuthenticationToken { Name = "expires_at", Value = now.AddHours(8).ToString("o", CultureInfo.InvariantCulture) },
        ]);
        var identity = new ClaimsIdentity(
            [new Claim("sub", "88421113"), new Claim("name", "Alice Example"), new Claim("email", "alice@example.test")], "oidc", "name", "role");
        return context.SignInAsync(new ClaimsPrincipal(identity), properties);
    }
}
