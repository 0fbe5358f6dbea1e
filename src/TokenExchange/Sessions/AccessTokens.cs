using Microsoft.AspNetCore.Http;
using TokenExchange.Failures;
using TokenExchange.Gate;

namespace TokenExchange.Sessions;

/// <summary>The user's access token, renewed ahead of its expiry; writes the cookies when it was.</summary>
internal sealed class AccessTokens(
    SessionCookies cookies, SessionStart start, Renewals renewals, GrantMemory memory, Revocations revocations, TimeProvider clock)
{
    /// <summary>How long a call waits for a new token while its old one lives: the refresh goes on meanwhile, and a later call finds its result.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>How long a call waits that cannot do without: then it is told to come again, and finds what the refresh brought.</summary>
    private static readonly TimeSpan LastPatience = TimeSpan.FromSeconds(10);

    private static readonly Failure NoGrant = Catalogue.SessionExpired.Because("There is no refresh token for this session.");

    /// <summary>The session with a token that lives; one that still lives is used when the provider cannot renew it now.</summary>
    public async Task<Outcome<Session>> CurrentAsync(HttpContext context, Session session)
    {
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        if (now < session.RenewAt)
        {
            return session;
        }

        var isLive = now < session.AccessTokenExpires;
        if (await cookies.ReadGrantAsync(context, session) is not { } grant)
        {
            return isLive ? session : NoGrant;
        }

        if (isLive && memory.IsResting(grant))
        {
            return session;
        }

        var renewed = await RenewAsync(context, session, grant, isLive ? Patience : LastPatience);
        return !renewed.Succeeded && isLive && renewed.Failure.Code != Catalogue.SessionExpired.Code ? session : renewed;
    }

    /// <summary>The session with a new token, now.</summary>
    public async Task<Outcome<Session>> RenewAsync(HttpContext context, Session session) =>
        await cookies.ReadGrantAsync(context, session) is { } grant ? await RenewAsync(context, session, grant, LastPatience) : NoGrant;

    /// <summary>The session with another token than the one that an upstream refused; null when there is none that would do better.</summary>
    public async Task<Session?> AfterRefusalAsync(HttpContext context, Session session) =>
        !memory.IsFutile(session) && await cookies.ReadGrantAsync(context, session) is { } grant
            ? (await RenewAsync(context, session, grant, LastPatience)).Value
            : null;

    /// <summary>The upstream refused that one too.</summary>
    public void RefusedAgain(Session session) => memory.ReportFutile(session);

    private async Task<Outcome<Session>> RenewAsync(HttpContext context, Session session, RefreshGrant grant, TimeSpan patience)
    {
        switch (await RunAsync(context, session, grant, patience))
        {
            case Renewal.Renewed renewed:
                var current = start.With(session, renewed.Tokens, renewed.IdToken, renewed.ReceivedAt);
                await cookies.WriteAsync(context, current, renewed.Next);
                return current;
            case Renewal.Failed { Failure: var failure }:
                return failure;
            default:
                // For copies of the cookie too: a grant that ended is how theft shows.
                await revocations.RevokeAsync(session, context.RequestAborted);
                SessionCookies.Clear(context);
                return Catalogue.SessionExpired.Because("The provider has ended the grant.");
        }
    }

    private async Task<Renewal> RunAsync(HttpContext context, Session session, RefreshGrant grant, TimeSpan patience)
    {
        try
        {
            return await renewals.RunAsync(session, grant, Problems.TraceId(context), patience, context.RequestAborted);
        }
        catch (TimeoutException)
        {
            return new Renewal.Failed(Catalogue.ProviderUnavailable);
        }
    }
}
