using TokenExchange.Failures;
using TokenExchange.Provider;
using TokenExchange.Telemetry;

namespace TokenExchange.Sessions;

/// <summary>One refresh at the provider's token endpoint, and what its answer means for the session. Not cancelled by a caller: the token was sent.</summary>
internal sealed class TokenRefresh(
    TokenEndpoint endpoint, RefreshedIdToken idTokens, RefreshHistory history, RefusedRefreshes refused, Audit audit, TimeProvider clock, CappedLogger<TokenRefresh> logger)
{
    public async Task<RefreshResult> RunAsync(Session session, RefreshGrant grant, string traceId)
    {
        switch (Judge(session, await endpoint.RefreshAsync(grant.RefreshToken)))
        {
            case TokenReply.Granted { Tokens: var tokens }:
                return await AcceptAsync(session, grant, tokens, traceId);
            case TokenReply.GrantRefused:
                ReportEnd(session, grant, traceId);
                return new RefreshResult.Ended();
            case TokenReply.Failed failed:
                return await FailAsync(session, grant, failed, traceId);
            default:
                throw new InvalidOperationException("A token reply of an unknown kind.");
        }
    }

    /// <summary>Without a new access token a session that has one could not go on as it was, and asking again would not change that.</summary>
    private static TokenReply Judge(Session session, TokenReply reply) =>
        reply is TokenReply.Granted { Tokens.AccessToken: "" } && session.AccessToken.Length > 0
            ? new TokenReply.Failed(Catalogue.ProviderResponseInvalid.WithReason("The response to the refresh has no access_token, but the session has one.")) { IsRefusal = true }
            : reply;

    private async Task<RefreshResult> FailAsync(Session session, RefreshGrant grant, TokenReply.Failed failed, string traceId)
    {
        var (code, reason) = (failed.Failure.Code, failed.Failure.Reason);
        var isRepeated = failed.IsRefusal && await refused.AddAsync(grant);
        if (isRepeated && IsUnusable(session))
        {
            logger.RefreshRefused(session.Pseudonym, code, reason);
            return End(session, "refresh_refused", traceId);
        }

        logger.RefreshFailed(session.Pseudonym, code, reason);
        history.ReportFailed(grant, failed.IsRefusal);
        return new RefreshResult.Failed(failed.Failure) { IsRefusal = failed.IsRefusal };
    }

    private async Task<RefreshResult> AcceptAsync(Session session, RefreshGrant grant, TokenSet tokens, string traceId)
    {
        var now = clock.GetUtcNow();
        if (idTokens.IsOfAnother(session, tokens.IdToken))
        {
            return End(session, "identity_mismatch", traceId);
        }

        var idToken = await idTokens.VerifyAsync(session, tokens);
        audit.Refreshed(session.Pseudonym, traceId);
        var next = grant.Next(tokens.RefreshToken);
        history.ReportReceived(next);
        return new RefreshResult.Refreshed(tokens with { IdToken = idToken?.Text }, now, idToken, next);
    }

    /// <summary>While its access token lives, a session is of use though it cannot be refreshed.</summary>
    private bool IsUnusable(Session session) => clock.GetUtcNow().ToUnixTimeSeconds() >= session.AccessTokenExpires;

    /// <summary>RFC 9700 section 4.14.2: a token that was replaced long ago and comes again was copied, or a client forgot what it was given.</summary>
    private void ReportEnd(Session session, RefreshGrant grant, string traceId)
    {
        if (history.IsReplaced(grant))
        {
            audit.ReuseDetected(session.Pseudonym, traceId);
        }
        else
        {
            audit.SignedOut(session.Pseudonym, "grant_ended", traceId);
        }
    }

    private RefreshResult.Ended End(Session session, string cause, string traceId)
    {
        audit.SignedOut(session.Pseudonym, cause, traceId);
        return new RefreshResult.Ended();
    }
}
