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
internal sealed class Renewals(TokenEndpoint endpoint, IdTokenVerifier verifier, TimeProvider clock, ILogger<Renewals> logger)
{
    /// <summary>How long a result is given to requests that were under way with the old cookies.</summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, Flight> _flights = new(StringComparer.Ordinal);

    /// <summary>Refreshes, or joins the refresh of this grant that runs or has just run. Never cancelled by a caller: the token has left.</summary>
    public async Task<Renewal> RunAsync(Session session, RefreshGrant grant, CancellationToken cancellationToken)
    {
        Sweep();
        var key = Key(grant);
        var flight = _flights.GetOrAdd(key, _ => new Flight(new Lazy<Task<Renewal>>(() => FlyAsync(session, grant)), clock.GetUtcNow()));
        var renewal = await flight.Result.Value.WaitAsync(cancellationToken);
        if (renewal is Renewal.Failed { RotatedToken: null })
        {
            _flights.TryRemove(KeyValuePair.Create(key, flight)); // the next caller may have more luck
        }

        return renewal;
    }

    /// <summary>The newest refresh token that is known of this grant: the one to revoke.</summary>
    public async Task<string> NewestAsync(RefreshGrant grant, CancellationToken cancellationToken) =>
        _flights.TryGetValue(Key(grant), out var flight)
        && await flight.Result.Value.WaitAsync(cancellationToken) is Renewal.Renewed { Tokens.RefreshToken: { } newer } ? newer : grant.RefreshToken;

    private async Task<Renewal> FlyAsync(Session session, RefreshGrant grant)
    {
        var reply = await endpoint.RefreshAsync(grant.RefreshToken);
        switch (reply)
        {
            case TokenReply.Granted { Tokens: var tokens }:
                return await AcceptAsync(session, tokens);
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
    private async Task<Renewal> AcceptAsync(Session session, TokenSet tokens)
    {
        if (tokens.IdToken is null)
        {
            return new Renewal.Renewed(tokens, null);
        }

        var expected = new IdTokenExpectations { AccessToken = tokens.AccessToken, Subject = session.Subject, AuthTime = session.AuthTime };
        try
        {
            var idToken = await verifier.VerifyAsync(tokens.IdToken, expected, CancellationToken.None);
            return idToken.Succeeded ? new Renewal.Renewed(tokens, idToken.Value) : new Renewal.Failed(idToken.Failure, tokens.RefreshToken);
        }
        catch (OutageException)
        {
            // The keys cannot be had. The access token came over TLS from the provider itself; only the claims wait for the next refresh.
            return new Renewal.Renewed(tokens with { IdToken = null }, null);
        }
    }

    private void Sweep()
    {
        var before = clock.GetUtcNow() - Remembered;
        foreach (var old in _flights.Where(flight => flight.Value.Result.Value.IsCompleted && flight.Value.StartedAt < before))
        {
            _flights.TryRemove(old);
        }
    }

    private static string Key(RefreshGrant grant) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{grant.Generation} {grant.SessionId} {grant.RefreshToken}")));

    private sealed record Flight(Lazy<Task<Renewal>> Result, DateTimeOffset StartedAt);
}
