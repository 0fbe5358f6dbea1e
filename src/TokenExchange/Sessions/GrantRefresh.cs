using TokenExchange.Provider;
using TokenExchange.Telemetry;

namespace TokenExchange.Sessions;

/// <summary>One refresh token shown to the provider, and what is made of its answer. Never cancelled by a caller: the token has left.</summary>
internal sealed class GrantRefresh(
    TokenEndpoint endpoint, RefreshedIdToken idTokens, GrantMemory memory, Audit audit, TimeProvider clock, CappedLogger<GrantRefresh> logger)
{
    public async Task<Renewal> RunAsync(Session session, RefreshGrant grant, string traceId)
    {
        switch (await endpoint.RefreshAsync(grant.RefreshToken))
        {
            case TokenReply.Granted { Tokens: var tokens }:
                return await AcceptAsync(session, grant, tokens, traceId);
            case TokenReply.GrantRefused:
                ReportEnd(session, grant, traceId);
                return new Renewal.Ended();
            case TokenReply.Failed { IsRefusal: true, Failure: var failure } when IsUnusable(session) && memory.WasRefused(grant):
                logger.RefreshRefused(session.Pseudonym, failure.Code, failure.Reason);
                return End(session, "refresh_refused", traceId);
            case TokenReply.Failed { Failure: var failure, IsRefusal: var isRefusal }:
                logger.RefreshFailed(session.Pseudonym, failure.Code, failure.Reason);
                return new Renewal.Failed(failure) { IsRefusal = isRefusal };
            default:
                throw new InvalidOperationException("A token reply of an unknown kind.");
        }
    }

    private async Task<Renewal> AcceptAsync(Session session, RefreshGrant grant, TokenSet tokens, string traceId)
    {
        var now = clock.GetUtcNow();
        if (idTokens.IsOfAnother(session, tokens.IdToken))
        {
            return End(session, "identity_mismatch", traceId);
        }

        var idToken = await idTokens.VerifyAsync(session, tokens);
        audit.Refreshed(session.Pseudonym, traceId);
        return new Renewal.Renewed(tokens with { IdToken = idToken?.Text }, now, idToken, grant.Next(tokens.RefreshToken));
    }

    /// <summary>While its access token lives, a session is of use though it cannot be refreshed.</summary>
    private bool IsUnusable(Session session) => clock.GetUtcNow().ToUnixTimeSeconds() >= session.AccessTokenExpires;

    /// <summary>RFC 9700 section 4.14.2: a token that was replaced long ago and comes again was copied, or a client forgot what it was given.</summary>
    private void ReportEnd(Session session, RefreshGrant grant, string traceId)
    {
        if (memory.IsReplaced(grant))
        {
            audit.ReuseDetected(session.Pseudonym, traceId);
        }
        else
        {
            audit.SignedOut(session.Pseudonym, "grant_ended", traceId);
        }
    }

    private Renewal.Ended End(Session session, string cause, string traceId)
    {
        audit.SignedOut(session.Pseudonym, cause, traceId);
        return new Renewal.Ended();
    }
}
