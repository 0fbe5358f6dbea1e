using Microsoft.AspNetCore.Http;
using TokenExchange.Failures;
using TokenExchange.Gate;
using TokenExchange.Provider;
using TokenExchange.Telemetry;

namespace TokenExchange.Sessions;

/// <summary>
/// <c>POST /api/auth/logout</c>: ends the session here, revokes the refresh token at the provider, clears the cookies, and says where the
/// provider's own session is ended (OpenID Connect RP-Initiated Logout 1.0).
/// </summary>
internal sealed class LogoutEndpoint(
    SessionCookies cookies,
    Revocations revocations,
    Renewals renewals,
    TokenEndpoint provider,
    EndSessionAddress endSession,
    Audit audit)
{
    /// <summary>How long a refresh that happens to run is waited for; with the revocation's own four seconds a logout ends within ten.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    public async Task<Failure?> HandleAsync(HttpContext context)
    {
        var address = await cookies.ReadSessionAsync(context) is { } session ? await EndAsync(context, session) : null;
        SessionCookies.Clear(context);
        await context.Response.WriteAsJsonAsync(new LogoutView(address), SessionViewJson.Default.Logout, cancellationToken: context.RequestAborted);
        return null;
    }

    private async Task<string?> EndAsync(HttpContext context, Session session)
    {
        // First here, then at the provider: from this line on a copied cookie is worth nothing, whoever fails next.
        await revocations.RevokeAsync(session, context.RequestAborted);
        if (await cookies.ReadGrantAsync(context, session) is { } grant)
        {
            await provider.RevokeAsync(await renewals.NewestAsync(grant, Patience, context.RequestAborted));
        }

        audit.SignedOut(session.Pseudonym, "user", Problems.TraceId(context));
        return await endSession.GetAsync(context.RequestAborted);
    }
}
