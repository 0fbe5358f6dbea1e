using Microsoft.AspNetCore.Http;
using TokenExchange.Failures;
using TokenExchange.Gate;
using TokenExchange.Telemetry;

namespace TokenExchange.Sessions;

/// <summary>The user's access token, renewed ahead of its expiry; changes the cookies when it was.</summary>
internal sealed class AccessTokens(
    SessionCookies cookies,
    SessionSeal seal,
    SessionStart start,
    RefreshCoordinator refreshes,
    RefreshHistory history,
    SessionEndings endings,
    Audit audit,
    TimeProvider clock,
    CappedLogger<AccessTokens> logger)
{
    /// <summary>How long a call waits for a new token while its old one lives: the refresh goes on meanwhile, and a later call finds its result.</summary>
    private static readonly TimeSpan LimitWhileLive = TimeSpan.FromSeconds(2);

    /// <summary>How long a call waits that needs a new token. Then it is answered with <c>retry</c>, and a later call finds the result of the refresh.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(9);

    /// <summary>The session with a token that lives; one that still lives is used when the provider cannot renew it now.</summary>
    public async ValueTask<Outcome<Session>> CurrentAsync(HttpContext context, Session session)
    {
        if (clock.GetUtcNow().ToUnixTimeSeconds() < session.RenewAt)
        {
            return session;
        }

        var isLive = HasLiveToken(session);
        RefreshGrant? found;
        try
        {
            found = await cookies.ReadGrantAsync(context, session);
        }
        catch (OutageException) when (isLive)
        {
            return session;
        }

        if (found is not { } grant)
        {
            return await WithoutGrantAsync(context, session);
        }

        if (isLive && (history.FailedLately(grant) || history.IsRefreshUseless(session)))
        {
            return session;
        }

        var renewed = await RefreshAsync(context, session, grant, isLive);
        var hasEnded = renewed.Failure is { } failure && (failure.Code == Catalogue.SessionExpired.Code || failure.Code == Catalogue.SessionRevoked.Code);
        return renewed.Succeeded || hasEnded || !isLive ? renewed : session;
    }

    /// <summary>The session with a new token, now; as it is, when it has no refresh token and its access token lives.</summary>
    public async Task<Outcome<Session>> RenewAsync(HttpContext context, Session session) =>
        await cookies.ReadGrantAsync(context, session) is { } grant
            ? await RefreshAsync(context, session, grant, isLive: false)
            : await WithoutGrantAsync(context, session);

    /// <summary>The session with another token than the one that an upstream refused; null when there is none that would do better.</summary>
    public async Task<Session?> AfterRefusalAsync(HttpContext context, Session session)
    {
        try
        {
            return !history.IsRefreshUseless(session) && await cookies.ReadGrantAsync(context, session) is { } grant
                ? (await RefreshAsync(context, session, grant, isLive: false)).Value
                : null;
        }
        catch (OutageException)
        {
            return null; // the upstream's response is returned
        }
    }

    /// <summary>The upstream refused that one too.</summary>
    public void RefusedAgain(Session session) => history.ReportUseless(session);

    private async Task<Outcome<Session>> RefreshAsync(HttpContext context, Session session, RefreshGrant grant, bool isLive)
    {
        var result = await refreshes.RunAsync(
            session, grant, Problems.TraceId(context), waits: !isLive, isLive ? LimitWhileLive : Limit, context.RequestAborted);
        if (result is RefreshResult.Ended)
        {
            // For copies of the cookie too: an ended grant can be the sign of a stolen refresh token.
            await EndAsync(context, session, grant);
            return Catalogue.SessionExpired.WithReason("The provider has ended the grant.");
        }

        if (await endings.IsEndedAsync(session, context.RequestAborted))
        {
            return Catalogue.SessionRevoked.WithReason("The session ended while its token was renewed.");
        }

        switch (result)
        {
            case RefreshResult.Refreshed refreshed:
                return await KeepAsync(context, session, start.With(session, refreshed.Tokens, refreshed.IdToken, refreshed.ReceivedAt), refreshed.Next);
            case RefreshResult.RunsElsewhere:
                return session;
            case RefreshResult.Failed { Failure: var failure }:
                return failure;
            default:
                throw new InvalidOperationException("Unknown kind of refresh result.");
        }
    }

    /// <summary>
    /// Gives the browser the new tokens. When they cannot be stored in an outage they are used all the same: with its old cookies the browser is given the
    /// same result again, until it can be stored.
    /// </summary>
    private async Task<Outcome<Session>> KeepAsync(HttpContext context, Session before, Session after, RefreshGrant grant)
    {
        try
        {
            var given = await cookies.SealAsync(context, after, grant);
            if (given.Succeeded)
            {
                cookies.Give(context, given.Value);
                return after;
            }

            await KeepOldTokenAsync(context, before, grant);
            return given.Failure;
        }
        catch (OutageException outage)
        {
            logger.PayloadNotStored(before.Pseudonym, outage.Failure.Reason);
            return after;
        }
    }

    /// <summary>Tokens that are too large are not used; the refresh token that came with them is kept, for the old one may be spent.</summary>
    private async Task KeepOldTokenAsync(HttpContext context, Session session, RefreshGrant grant)
    {
        history.ReportUseless(session); // the next ones would be as large
        if (await cookies.SealAsync(context, session, grant) is { Succeeded: true, Value: var kept })
        {
            cookies.Give(context, kept);
        }
    }

    /// <summary>Without a refresh token a session ends with its access token; then a new login is needed.</summary>
    private async Task<Outcome<Session>> WithoutGrantAsync(HttpContext context, Session session)
    {
        if (HasLiveToken(session))
        {
            cookies.DropRefresh(context, session);
            return session;
        }

        if (await EndAsync(context, session, null))
        {
            audit.SignedOut(session.Pseudonym, "token_expired", Problems.TraceId(context));
        }

        return Catalogue.SessionExpired.WithReason("The access token is over, and there is no refresh token for this session.");
    }

    /// <summary>Ends the session and clears its cookies; false when it had been ended by another request, whose answer tells the browser.</summary>
    private async Task<bool> EndAsync(HttpContext context, Session session, RefreshGrant? grant)
    {
        if (await endings.IsEndedAsync(session, context.RequestAborted))
        {
            return false;
        }

        await endings.EndAsync(session, context.RequestAborted);
        cookies.Clear(context, new SessionChange.Ended(session));
        await seal.DiscardAsync(session, grant);
        return true;
    }

    private bool HasLiveToken(Session session) => clock.GetUtcNow().ToUnixTimeSeconds() < session.AccessTokenExpires;
}
