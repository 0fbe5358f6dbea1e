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
    LogoutTokenVerifier verifier, Revocations revocations, GateOptions gate, TimeProvider clock, Audit audit)
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

    private async Task<Failure?> EndAsync(HttpContext context, CompactToken token)
    {
        var life = TimeSpan.FromSeconds(Math.Max(60, token.Time("exp")!.Value - clock.GetUtcNow().ToUnixTimeSeconds() + 120));
        if (!await revocations.ClaimAsync(token.Claim("jti")!, life, context.RequestAborted))
        {
            return Catalogue.RequestInvalid.WithReason("This logout token was used before.");
        }

        // The use is claimed: from here on the caller may leave, but the sessions end.
        if (token.Claim("sid") is { Length: > 0 } session)
        {
            await revocations.RevokeProviderSessionAsync(session, CancellationToken.None);
            if (token.Claim("sub") is { Length: > 0 } subject)
            {
                await revocations.RevokeUnnamedAsync(subject, CancellationToken.None); // it may be one for which we were given no sid
            }

            audit.SignedOut("unknown", "provider_session", Problems.TraceId(context));
        }
        else
        {
            await revocations.RevokeUserAsync(token.Claim("sub")!, CancellationToken.None);
            audit.SignedOut("unknown", "provider_user", Problems.TraceId(context));
        }

        context.Response.StatusCode = StatusCodes.Status200OK;
        return null;
    }
}
