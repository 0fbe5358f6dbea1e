using System.Security.Claims;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace TokenExchange.EndToEnd.Stand;

/// <summary>What an application on OpenIddict writes itself: who the user is, which claims go where, the end of its own session.</summary>
internal static class OpenIddictEndpoints
{
    private const string Scheme = OpenIddictServerAspNetCoreDefaults.AuthenticationScheme;
    private static readonly string[] GetAndPost = [HttpMethods.Get, HttpMethods.Post];

    public static void MapTo(WebApplication app)
    {
        app.MapMethods("/connect/authorize", GetAndPost, (Delegate)AuthorizeAsync);
        app.MapPost("/connect/token", (Delegate)TokenAsync);
        app.MapMethods("/connect/userinfo", GetAndPost, (Delegate)UserInfoAsync);
        app.MapMethods("/connect/endsession", GetAndPost, (Delegate)EndSessionAsync);
    }

    /// <summary>The user of OpenIddict's own session; without one, the user in <c>login_hint</c> is signed in.</summary>
    private static async Task<IResult> AuthorizeAsync(HttpContext http)
    {
        var request = http.GetOpenIddictServerRequest()!;
        var known = await http.AuthenticateAsync(CookieAuthenticationDefaults.AuthenticationScheme);
        var subject = known.Principal?.FindFirstValue(Claims.Subject) ?? request.LoginHint ?? "alice";
        var identity = new ClaimsIdentity(Scheme, Claims.Name, Claims.Role);
        identity.SetClaim(Claims.Subject, subject).SetClaim(Claims.Name, char.ToUpperInvariant(subject[0]) + subject[1..]);
        identity.SetScopes(request.GetScopes());
        identity.SetDestinations(claim => claim.Type == Claims.Name ? [Destinations.AccessToken, Destinations.IdentityToken] : [Destinations.AccessToken]);
        var user = new ClaimsPrincipal(identity);
        await http.SignInAsync(CookieAuthenticationDefaults.AuthenticationScheme, user);
        return Results.SignIn(user, authenticationScheme: Scheme);
    }

    /// <summary>OpenIddict has checked the code, the refresh token or the token to be exchanged; its claims go into the new tokens.</summary>
    private static async Task<IResult> TokenAsync(HttpContext http)
    {
        var request = http.GetOpenIddictServerRequest()!;
        var known = (await http.AuthenticateAsync(Scheme)).Principal!;
        return Results.SignIn(request.IsTokenExchangeGrantType() ? ForOneApi(known, request) : known, authenticationScheme: Scheme);
    }

    /// <summary>The user of an access token, for the API in <c>audience</c> alone (RFC 8693 section 2.1).</summary>
    private static ClaimsPrincipal ForOneApi(ClaimsPrincipal user, OpenIddictRequest request)
    {
        var identity = new ClaimsIdentity(Scheme, Claims.Name, Claims.Role);
        identity.SetClaim(Claims.Subject, user.GetClaim(Claims.Subject)).SetClaim(Claims.Name, user.GetClaim(Claims.Name));
        identity.SetScopes(request.GetScopes()).SetAudiences(request.GetAudiences());
        identity.SetDestinations(_ => [Destinations.AccessToken]);
        return new ClaimsPrincipal(identity);
    }

    private static async Task<IResult> UserInfoAsync(HttpContext http)
    {
        var user = (await http.AuthenticateAsync(Scheme)).Principal!;
        return Results.Json(new { sub = user.GetClaim(Claims.Subject), name = user.GetClaim(Claims.Name) });
    }

    private static async Task<IResult> EndSessionAsync(HttpContext http)
    {
        await http.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
        return Results.SignOut(new AuthenticationProperties { RedirectUri = "/" }, [Scheme]);
    }
}
