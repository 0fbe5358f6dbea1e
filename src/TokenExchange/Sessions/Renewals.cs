using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using TokenExchange.Failures;
using TokenExchange.Provider;
using TokenExchange.SigningKeys;
using TokenExchange.Telemetry;

namespace TokenExchange.Sessions;

/// <summary>
/// One refresh at a time for each refresh token, and the same result for those who come a little late with the old one: a provider that rotates
/// would take their second use for theft and end the session.
/// </summary>
internal sealed class Renewals(
    TokenEndpoint endpoint, IdTokenVerifier verifier, SessionsOptions options, Audit audit, TimeProvider clock, ILogger<Renewals> logger)
{
    /// <summary>
    /// How long a result is given to requests that were under way with the old cookies: as long as a request may live (the platform ends them at
    /// 230 seconds). Longer, up to the idle lifetime, while the browser has not shown what the refresh brought: its answer may have been lost, and
    /// the old token would pass for stolen.
    /// </summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(4);

    /// <summary>How long a provider that failed is left in peace by those who can do without it.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(5);

    /// <summary>How long it is remembered that an upstream refuses this session's tokens however new they are.</summary>
    private static readonly TimeSpan Futile = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan SweepEvery = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, KnownGrant> _grants = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, NewestGrant> _newest = new(StringComparer.Ordinal);
    private DateTimeOffset _sweptAt;

    /// <summary>Whether a refresh of this grant failed a moment ago.</summary>
    public bool IsResting(RefreshGrant grant) => _grants.TryGetValue(Key(grant), out var known) && clock.GetUtcNow() < known.FailedAt + Rest;

    /// <summary>Whether an upstream refused a token of this session that had just come: another one would do no better.</summary>
    public bool IsFutile(Session session) => _newest.TryGetValue(session.Id, out var newest) && clock.GetUtcNow() < newest.RefusedAt + Futile;

    /// <summary>An upstream refused the token that this session was given a moment ago.</summary>
    public void ReportFutile(Session session)
    {
        if (_newest.TryGetValue(session.Id, out var newest))
        {
            _newest.TryUpdate(session.Id, newest with { RefusedAt = clock.GetUtcNow() }, newest);
        }
    }

    /// <summary>Whether a newer grant of this session came after a moment: cookies that were written then are old.</summary>
    public bool HasChangedSince(Session session, DateTimeOffset moment) => _newest.TryGetValue(session.Id, out var newest) && newest.At > moment;

    /// <summary>Refreshes, or joins the refresh of this grant that runs or has just run. Never cancelled by a caller: the token has left.</summary>
    /// <exception cref="TimeoutException">It takes longer than the caller's patience; it goes on, and its result is remembered.</exception>
    public Task<Renewal> RunAsync(Session session, RefreshGrant grant, string traceId, TimeSpan patience, CancellationToken cancellationToken)
    {
        Sweep();
        Known(grant).Show(); // the browser has it: the one before has done its service
        return JoinAsync(session, grant, traceId, patience, cancellationToken);
    }

    /// <summary>The newest refresh token that is known of this grant: the one to revoke. A refresh that runs is waited for as long as given.</summary>
    public async Task<string> NewestAsync(RefreshGrant grant, TimeSpan patience, CancellationToken cancellationToken)
    {
        if (!_grants.TryGetValue(Key(grant), out var known) || known.Refresh is not { } refresh)
        {
            return grant.RefreshToken;
        }

        try
        {
            return await refresh.WaitAsync(patience, clock, cancellationToken) is Renewal.Renewed { Next: var next }
                ? await NewestAsync(next, patience, cancellationToken)
                : grant.RefreshToken;
        }
        catch (TimeoutException)
        {
            return grant.RefreshToken;
        }
    }

    private async Task<Renewal> JoinAsync(Session session, RefreshGrant grant, string traceId, TimeSpan patience, CancellationToken cancellationToken)
    {
        var known = Known(grant);
        var isLate = known.Refresh is { IsCompleted: true };
        var renewal = await known.RefreshOnceAsync(clock.GetUtcNow(), () => FlyAsync(known, session, grant, traceId)).WaitAsync(patience, clock, cancellationToken);
        if (renewal is not Renewal.Renewed renewed)
        {
            return renewal;
        }

        if (!isLate)
        {
            return renewal;
        }

        // What a lost answer brought may be over by now; its refresh token is not, though the browser has not shown it.
        audit.ReplayServed(session.Pseudonym, traceId);
        return renewed.IsOver(clock.GetUtcNow()) ? await JoinAsync(session, renewed.Next, traceId, patience, cancellationToken) : renewal;
    }

    private async Task<Renewal> FlyAsync(KnownGrant known, Session session, RefreshGrant grant, string traceId)
    {
        Renewal renewal = new Renewal.Failed(Catalogue.InternalError);
        try
        {
            return renewal = await RefreshAsync(session, grant, traceId);
        }
        finally
        {
            Remember(known, session, grant, renewal);
        }
    }

    private async Task<Renewal> RefreshAsync(Session session, RefreshGrant grant, string traceId)
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
        if (_newest.TryGetValue(session.Id, out var newest) && grant.Generation < newest.Generation)
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

    private void Remember(KnownGrant known, Session session, RefreshGrant grant, Renewal renewal)
    {
        var next = renewal switch
        {
            Renewal.Renewed renewed => renewed.Next,
            Renewal.Failed failed => failed.Next,
            _ => null,
        };
        var now = clock.GetUtcNow();
        var failedAt = renewal is Renewal.Failed ? now : (DateTimeOffset?)null;
        if (next is null)
        {
            if (failedAt is not null)
            {
                _grants[Key(grant)] = new KnownGrant(now) { FailedAt = failedAt }; // whoever comes next may have more luck
            }

            return;
        }

        var mark = new NewestGrant(next.Generation, now, DateTimeOffset.FromUnixTimeSeconds(session.EndsAt));
        _newest.AddOrUpdate(session.Id, mark, (_, newest) => newest.Generation > mark.Generation ? newest : mark);
        _grants.GetOrAdd(Key(next), _ => new KnownGrant(now) { FailedAt = failedAt, Before = known });
    }

    private KnownGrant Known(RefreshGrant grant) => _grants.GetOrAdd(Key(grant), _ => new KnownGrant(clock.GetUtcNow()));

    private void Sweep()
    {
        var now = clock.GetUtcNow();
        if (now < _sweptAt + SweepEvery)
        {
            return;
        }

        _sweptAt = now;
        foreach (var grant in _grants.Where(grant => grant.Value.IsForgotten(now, Remembered, options.IdleLifetime)))
        {
            _grants.TryRemove(grant);
        }

        foreach (var session in _newest.Where(session => session.Value.Until < now))
        {
            _newest.TryRemove(session);
        }
    }

    private static string Key(RefreshGrant grant) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{grant.Generation} {grant.SessionId} {grant.RefreshToken}")));

    /// <summary>The newest generation of a session's grant, when it came, and when the session ends.</summary>
    private sealed record NewestGrant(int Generation, DateTimeOffset At, DateTimeOffset Until)
    {
        /// <summary>When an upstream last refused a token that had just come; null when none did.</summary>
        public DateTimeOffset? RefusedAt { get; init; }
    }
}
