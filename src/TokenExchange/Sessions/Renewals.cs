using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using TokenExchange.Failures;
using TokenExchange.Provider;
using TokenExchange.SigningKeys;

namespace TokenExchange.Sessions;

/// <summary>
/// One refresh at a time for each refresh token, and the same result for those who come a little late with the old one: a provider that rotates
/// would take their second use for theft and end the session.
/// </summary>
internal sealed class Renewals(TokenEndpoint endpoint, IdTokenVerifier verifier, SessionsOptions options, TimeProvider clock, ILogger<Renewals> logger)
{
    /// <summary>
    /// How long a result is given to requests that were under way with the old cookies: as long as a request may live (the platform ends them at
    /// 230 seconds). Longer, up to the idle lifetime, while the browser has not shown what the refresh brought: its answer may have been lost, and
    /// the old token would pass for stolen.
    /// </summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(4);

    private static readonly TimeSpan SweepEvery = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, Flight> _flights = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Flight> _unseen = new(StringComparer.Ordinal);
    private DateTimeOffset _sweptAt;

    /// <summary>Refreshes, or joins the refresh of this grant that runs or has just run. Never cancelled by a caller: the token has left.</summary>
    public async Task<Renewal> RunAsync(Session session, RefreshGrant grant, CancellationToken cancellationToken)
    {
        Sweep();
        var name = Key(grant);
        if (_unseen.TryRemove(name, out var before))
        {
            before.IsSeen = true; // the browser has the successor: the one before has done its service
        }

        var flight = _flights.GetOrAdd(name, key => new Flight(new Lazy<Task<Renewal>>(() => FlyAsync(key, session, grant)), clock.GetUtcNow()));
        var renewal = await flight.Result.Value.WaitAsync(cancellationToken);

        // What a lost answer brought may be over by now; its refresh token is not.
        return renewal is Renewal.Renewed { Next: var next } renewed && renewed.IsOver(clock.GetUtcNow())
            ? await RunAsync(session, next, cancellationToken)
            : renewal;
    }

    /// <summary>The newest refresh token that is known of this grant: the one to revoke. A refresh that runs is waited for as long as given.</summary>
    public async Task<string> NewestAsync(RefreshGrant grant, TimeSpan patience, CancellationToken cancellationToken)
    {
        if (!_flights.TryGetValue(Key(grant), out var flight))
        {
            return grant.RefreshToken;
        }

        try
        {
            return await flight.Result.Value.WaitAsync(patience, clock, cancellationToken) is Renewal.Renewed { Next: var next }
                ? await NewestAsync(next, patience, cancellationToken)
                : grant.RefreshToken;
        }
        catch (TimeoutException)
        {
            return grant.RefreshToken;
        }
    }

    private async Task<Renewal> FlyAsync(string key, Session session, RefreshGrant grant)
    {
        Renewal renewal = new Renewal.Failed(Catalogue.InternalError);
        try
        {
            return renewal = await RefreshAsync(session, grant);
        }
        finally
        {
            Remember(key, renewal);
        }
    }

    private async Task<Renewal> RefreshAsync(Session session, RefreshGrant grant)
    {
        var reply = await endpoint.RefreshAsync(grant.RefreshToken);
        switch (reply)
        {
            case TokenReply.Granted { Tokens: var tokens }:
                return await AcceptAsync(session, grant.Next(tokens.RefreshToken), tokens);
            case TokenReply.GrantRefused:
                logger.GrantEnded(session.Pseudonym);
                return new Renewal.Ended();
            case TokenReply.Failed { Failure: var failure }:
                logger.RefreshFailed(session.Pseudonym, failure.Code);
                return new Renewal.Failed(failure);
            default:
                throw new InvalidOperationException("A token reply of an unknown kind.");
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

        var expected = new IdTokenExpectations { AccessToken = tokens.AccessToken, Subject = session.Subject, AuthTime = session.AuthTime };
        try
        {
            var idToken = await verifier.VerifyAsync(tokens.IdToken, expected, CancellationToken.None);
            return idToken.Succeeded ? new Renewal.Renewed(tokens, now, idToken.Value, next) : new Renewal.Failed(idToken.Failure, next);
        }
        catch (OutageException)
        {
            // The keys cannot be had. The access token came over TLS from the provider itself; only the claims wait for the next refresh.
            return new Renewal.Renewed(tokens with { IdToken = null }, now, null, next);
        }
    }

    private void Remember(string key, Renewal renewal)
    {
        if (renewal is Renewal.Failed { Next: null })
        {
            _flights.TryRemove(key, out _); // whoever comes next may have more luck
        }
        else if (renewal is Renewal.Renewed { Next: var next } && _flights.TryGetValue(key, out var flight))
        {
            _unseen[Key(next)] = flight;
        }
    }

    private void Sweep()
    {
        var now = clock.GetUtcNow();
        if (now < _sweptAt + SweepEvery)
        {
            return;
        }

        _sweptAt = now;
        foreach (var flight in _flights.Where(flight => IsForgotten(flight.Value, now)))
        {
            _flights.TryRemove(flight);
        }

        foreach (var flight in _unseen.Where(flight => IsForgotten(flight.Value, now)))
        {
            _unseen.TryRemove(flight);
        }
    }

    private bool IsForgotten(Flight flight, DateTimeOffset now) =>
        flight.Result.Value.IsCompleted && now > flight.StartedAt + (flight.IsSeen ? Remembered : options.IdleLifetime + Remembered);

    private static string Key(RefreshGrant grant) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{grant.Generation} {grant.SessionId} {grant.RefreshToken}")));

    private sealed class Flight(Lazy<Task<Renewal>> result, DateTimeOffset startedAt)
    {
        public Lazy<Task<Renewal>> Result { get; } = result;

        public DateTimeOffset StartedAt { get; } = startedAt;

        public bool IsSeen { get; set; }
    }
}
