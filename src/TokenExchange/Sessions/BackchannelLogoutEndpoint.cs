using Microsoft.AspNetCore.Http;
using TokenExchange.Failures;
using TokenExchange.Gate;
using TokenExchange.SigningKeys;
using TokenExchange.Telemetry;

namespace TokenExchange.Sessions;

/// <summary>
/// <c>POST /api/auth/backchannel-logout</c>: the provider ends one session (<c>sid</c>) or all of a user (<c>sub</c> alone), by OpenID Connect
/// Back-Channel Logout 1.0. Only what is refused is counted against a limit: nobody can spend what the provider needs to end a session.
/// </summary>
internal sealed class BackchannelLogoutEndpoint(
    LogoutTokenVerifier verifier, SessionEndings endings, GateOptions gate, TimeProvider clock, Audit audit)
{
    private readonly RateLimiter _refused = new(gate.AuthRateLimit, clock);

    public async Task<Failure?> HandleAsync(HttpContext context)
    {
        var failure = await EndAsync(context);
        return failure is { Status: < 500 } ? _refused.Count(ClientAddress.Of(context, gate)) ?? failure : failure;
    }

    private async Task<Failure?> EndAsync(HttpContext context)
    {
        var form = await RequestBody.ReadFormAsync(context.Request);
        if (!form.Succeeded)
        {
            return form.Failure;
        }

        if (!form.Value.TryGetValue("logout_token", out var given) || given is not [{ } text])
        {
            return Catalogue.RequestInvalid.WithReason("There is not exactly one logout_token.");
        }

        var token = await verifier.VerifyAsync(text, context.RequestAborted);
        if (!token.Succeeded)
        {
            return token.Failure;
        }

        return await EndAsync(context, token.Value);
    }

    private static string? NotEmpty(string? claim) => claim is { Length: > 0 } ? claim : null;

    private async Task<Failure?> EndAsync(HttpContext context, CompactToken token)
    {
        var expires = Math.Max(clock.GetUtcNow().ToUnixTimeSeconds() + 60, LogoutTokenVerifier.ExpiryOf(token) + 120);
        var (sid, sub) = (NotEmpty(token.Claim("sid")), NotEmpty(token.Claim("sub")));
        if (!await endings.EndByProviderAsync(token.Claim("iss")!, token.Claim("jti")!, DateTimeOffset.FromUnixTimeSeconds(expires), sid, sub))
        {
            return Catalogue.RequestInvalid.WithReason("This logout token was used before.");
        }

        audit.SignedOut("unknown", sid is null ? "provider_user" : "provider_session", Problems.TraceId(context));
        context.Response.StatusCode = StatusCodes.Status200OK;
        return null;
    }
}
