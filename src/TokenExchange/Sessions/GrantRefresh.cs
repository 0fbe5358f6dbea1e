using Microsoft.Extensions.Logging;
using TokenExchange.Failures;
using TokenExchange.Provider;
using TokenExchange.SigningKeys;
using TokenExchange.Telemetry;

namespace TokenExchange.Sessions;

/// <summary>One refresh token shown to the provider, and what is made of its answer. Never cancelled by a caller: the token has left.</summary>
internal sealed class GrantRefresh(
    TokenEndpoint endpoint, IdTokenVerifier verifier, GrantMemory memory, Audit audit, TimeProvider clock, ILogger<GrantRefresh> logger)
{
    public async Task<Renewal> RunAsync(Session session, RefreshGrant grant, string traceId)
    {
        var reply = await endpoint.RefreshAsync(grant.RefreshToken);
        switch (reply)
        {
            case TokenReply.Granted { Tokens: var tokens }:
                var accepted = await AcceptAsync(session, grant.Next(tokens.RefreshToken), tokens);
                audit.Refreshed(session.Pseudonym, traceId);
                return accepted;
            case TokenReply.GrantRefused:
                ReportEnd(session, grant, traceId);
                return new Renewal.Ended();
            case TokenReply.Failed { Failure: var failure }:
                logger.RefreshFailed(session.Pseudonym, failure.Code, failure.Reason);
                return new Renewal.Failed(failure);
            default:
                throw new InvalidOperationException("A token reply of an unknown kind.");
        }
    }

    /// <summary>RFC 9700 section 4.14.2: a token that was replaced long ago and comes again was copied, or a client forgot what it was given.</summary>
    private void ReportEnd(Session session, RefreshGrant grant, string traceId)
    {
        if (memory.IsReplaced(session, grant))
        {
            audit.ReuseDetected(session.Pseudonym, traceId);
        }
        else
        {
            audit.SignedOut(session.Pseudonym, "grant_ended", traceId);
        }
    }

    /// <summary>OpenID Connect Core 1.0 section 12.2: an ID token need not come; one that comes must be about the same user.</summary>
    private async Task<Renewal> AcceptAsync(Session session, RefreshGrant next, TokenSet tokens)
    {
        var now = clock.GetUtcNow();
        if (tokens.IdToken is null)
        {
            return new Renewal.Renewed(tokens, now, null, next);
        }

        var expected = new IdTokenExpectations { AccessToken = tokens.AccessToken, Subject = session.Subject, AuthTime = session.AuthTime, NonceHash = session.NonceHash };
        try
        {
            var idToken = await verifier.VerifyAsync(tokens.IdToken, expected, CancellationToken.None);
            if (idToken.Succeeded)
            {
                return new Renewal.Renewed(tokens, now, idToken.Value, next);
            }

            logger.RefreshFailed(session.Pseudonym, idToken.Failure.Code, idToken.Failure.Reason);
            return new Renewal.Failed(idToken.Failure, next);
        }
        catch (OutageException)
        {
            // The keys cannot be had. The access token came over TLS from the provider itself; only the claims wait for the next refresh.
            return new Renewal.Renewed(tokens with { IdToken = null }, now, null, next);
        }
    }
}
