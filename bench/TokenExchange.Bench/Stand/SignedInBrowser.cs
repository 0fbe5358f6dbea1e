using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using TokenExchange.Gate;
using TokenExchange.Sessions;
using TokenExchange.Telemetry;

namespace TokenExchange.Bench.Stand;

/// <summary>A session that nothing renews during a run, and the cookies that a login would give for it.</summary>
internal static class SignedInBrowser
{
    public static Session NewSession(string accessToken, string issuer)
    {
        var now = TimeProvider.System.GetUtcNow();
        using var claims = JsonDocument.Parse("""{"name":"Alice Example","email":"alice@example.test"}""");
        return new Session
        {
            Id = Session.NewId(),
            Browser = Session.NewId(),
            Subject = Surroundings.Random(24),
            Issuer = issuer,
            ProviderSession = Surroundings.Random(24),
            Claims = claims.RootElement.EnumerateObject().ToDictionary(claim => claim.Name, claim => claim.Value.Clone()),
            AccessToken = accessToken,
            AccessTokenExpires = now.AddHours(8).ToUnixTimeSeconds(),
            RenewAt = now.AddHours(8).ToUnixTimeSeconds(),
            AuthTime = now.ToUnixTimeSeconds(),
            StartedAt = now.ToUnixTimeMilliseconds(),
            EndsAt = now.AddHours(8).ToUnixTimeSeconds(),
            LastSeen = now.ToUnixTimeSeconds(),
        };
    }

    /// <summary>Makes the context of a request, as the gateway does.</summary>
    public static void Begin(HttpContext context, IServiceProvider inside) =>
        RequestContext.Begin(context, RequestMeasure.Begin(context, inside.GetRequiredService<Instruments>()));

    /// <summary>Seals the session as a login would, and returns the <c>Cookie</c> line; the cache of session keys is filled by that.</summary>
    public static async Task<string> CookiesAsync(IServiceProvider inside, Session session)
    {
        var context = new DefaultHttpContext();
        Begin(context, inside);
        var grant = new RefreshGrant { SessionId = session.Id, RefreshToken = Surroundings.Random(600), Generation = 0 };
        var cookies = inside.GetRequiredService<SessionCookies>();
        cookies.Give(context, (await cookies.SealAsync(context, session, grant)).Value!);
        CookieJar.Of(context).Send(context.Response);
        return string.Join("; ", context.Response.Headers.SetCookie.Select(line => line!.Split(';')[0]));
    }
}
