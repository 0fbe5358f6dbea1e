using Microsoft.AspNetCore.Http;
using TokenExchange.Failures;
using TokenExchange.Gate;
using TokenExchange.Telemetry;

namespace TokenExchange.Sessions;

/// <summary>
/// <c>POST /api/auth/logout</c>: ends the session here, revokes the refresh token at the provider, clears the cookies, and says where the
/// provider's own session is ended (OpenID Connect RP-Initiated Logout 1.0).
/// </summary>
internal sealed class LogoutEndpoint(
    SessionCookies cookies,
    SessionReader reader,
    SessionSeal seal,
    SessionEndings endings,
    RefreshTokenRevocation refreshTokens,
    EndSessionAddress endSession,
    Audit audit,
    CappedLogger<LogoutEndpoint> logger)
{
    public async Task<Failure?> HandleAsync(HttpContext context)
    {
        string? idToken = null;
        if (await cookies.ReadSessionAsync(context) is { } session)
        {
            idToken = await EndAsync(context, session);
        }
        else
        {
            cookies.Clear(context, null);
        }

        // Without a session too: it may have expired here while the provider still has its own.
        var address = await endSession.GetAsync(idToken, context.RequestAborted);
        await context.Response.WriteAsJsonAsync(new LogoutView(address), SessionViewJson.Default.Logout, cancellationToken: context.RequestAborted);
        return null;
    }

    /// <summary>Ends the session, and gives its ID token if the provider's address takes it.</summary>
    private async Task<string?> EndAsync(HttpContext context, Session session)
    {
        var takesHint = endSession.TakesHint && await reader.IsLiveAsync(context, session); // a copy of the cookie of an ended or expired session is given nothing

        // First here, then at the provider: from this line on a copied cookie is refused, whatever fails next.
        await endings.EndAsync(session, context.RequestAborted);

        // All forms of the cookies: a renewal that was answered while this request was on its way may have changed theirs.
        cookies.Clear(context, new SessionChange.Ended(session), unseen: true);
        var idToken = takesHint ? await IdTokenAsync(context, session) : null;
        await RevokeAsync(context, session);
        await seal.DiscardAsync(session, await cookies.FindGrantAsync(context, session));
        audit.SignedOut(session.Pseudonym, "user", Problems.TraceId(context));
        return idToken;
    }

    private async Task<string?> IdTokenAsync(HttpContext context, Session session)
    {
        try
        {
            return (await seal.WholeAsync(session, context.RequestAborted))?.IdToken;
        }
        catch (OutageException outage)
        {
            logger.IdTokenNotRead(session.Pseudonym, outage.Failure.Reason);
            return null;
        }
    }

    private async Task RevokeAsync(HttpContext context, Session session)
    {
        try
        {
            if (await cookies.ReadGrantAsync(context, session) is { } grant)
            {
                await refreshTokens.RevokeAsync(grant);
            }
        }
        catch (OutageException outage)
        {
            logger.RefreshTokenNotRead(session.Pseudonym, outage.Failure.Reason);
        }
    }
}
