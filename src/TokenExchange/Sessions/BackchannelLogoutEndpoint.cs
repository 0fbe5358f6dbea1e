using Microsoft.AspNetCore.Http;
using TokenExchange.Failures;
using TokenExchange.Gate;
using TokenExchange.SigningKeys;
using TokenExchange.Telemetry;

namespace TokenExchange.Sessions;

/// <summary>
/// <c>POST /api/auth/backchannel-logout</c>: the provider ends one session (<c>sid</c>) or all of a user (<c>sub</c> alone), by OpenID Connect
/// Back-Channel Logout 1.0.
/// </summary>
internal sealed class BackchannelLogoutEndpoint(
    LogoutTokenVerifier verifier, Revocations revocations, TimeProvider clock, Audit audit)
{
    public async Task<Failure?> HandleAsync(HttpContext context)
    {
        var form = await RequestBody.ReadFormAsync(context.Request);
        if (!form.Succeeded)
        {
            return form.Failure;
        }

        if (!form.Value.TryGetValue("logout_token", out var given) || given is not [{ } text])
        {
            return Catalogue.RequestInvalid.Because("There is not exactly one logout_token.");
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
            return Catalogue.RequestInvalid.Because("This logout token was used before.");
        }

        // The use is claimed: from here on the caller may leave, but the sessions end.
        if (token.Claim("sid") is { Length: > 0 } session)
        {
            await revocations.RevokeProviderSessionAsync(session, CancellationToken.None);
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
