using TokenExchange.Failures;
using TokenExchange.Provider;
using TokenExchange.SharedState;
using TokenExchange.Telemetry;

namespace TokenExchange.Sessions;

/// <summary>
/// One refresh for each refresh token, on any number of instances, and the same result for requests that come late with the old one: a provider that
/// rotates would take their second use for theft and end the session.
/// </summary>
internal sealed class RefreshCoordinator(
    SharedTaskRunner<RefreshResult> runner,
    TokenRefresh refresh,
    RefreshResultSeal seal,
    RefreshHistory history,
    SessionEndings endings,
    TokenEndpoint provider,
    SessionsOptions options,
    Audit audit,
    TimeProvider clock,
    CappedLogger<RefreshCoordinator> logger)
{
    /// <summary>Refreshes, or gives the result of the refresh that runs or has run.</summary>
    /// <param name="session">The session.</param>
    /// <param name="grant">Its refresh token.</param>
    /// <param name="traceId">The request's trace id.</param>
    /// <param name="waits">Whether to wait for another instance that is refreshing.</param>
    /// <param name="limit">How long to wait. The refresh goes on after that, and a later request finds its result.</param>
    /// <param name="cancellationToken">Ends the wait, not the refresh.</param>
    public async Task<RefreshResult> RunAsync(
        Session session, RefreshGrant grant, string traceId, bool waits, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var time = new CancellationTokenSource(limit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(time.Token, cancellationToken);
        try
        {
            return await RunAsync(session, grant, isShown: true, traceId, waits, either.Token);
        }
        catch (OperationCanceledException) when (time.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return new RefreshResult.Failed(Catalogue.ProviderUnavailable.WithReason("The refresh took longer than the request could wait; it goes on."));
        }
    }

    /// <summary>The newest refresh token that is known: the one to revoke. A refresh that runs is waited for, at most as long as given.</summary>
    public async Task<string> NewestAsync(RefreshGrant grant, TimeSpan limit)
    {
        using var time = new CancellationTokenSource(limit, clock);
        try
        {
            while (await FindAsync(grant, time.Token) is RefreshResult.Refreshed { Next: var next })
            {
                grant = next;
            }
        }
        catch (Exception cause) when (cause is OutageException or OperationCanceledException)
        {
            // The refresh looks for the end of its session itself once it is over.
        }

        return grant.RefreshToken;
    }

    /// <summary>Whether the browser has sent this refresh token: then it has the answer that brought it.</summary>
    public async Task<bool> WasShownAsync(RefreshGrant grant) =>
        await runner.PeekAsync(seal.NameOf(grant), value => seal.Open(grant, value.Span)) is RefreshResult.Ended or RefreshResult.Refreshed { IsShown: true };

    /// <summary>
    /// A logout that did not see this refresh is seen by it now: the logout appends before it looks for a refresh, and the refresh stores its result before
    /// it reads what has ended.
    /// </summary>
    public async Task OnStoredAsync(Session session, RefreshResult result)
    {
        if (result is not RefreshResult.Refreshed { Next: var next })
        {
            return;
        }

        await endings.ReadNowAsync(CancellationToken.None);
        if (endings.HasEnded(session))
        {
            logger.RefreshedAfterEnd(session.Pseudonym);
            await provider.RevokeAsync(next.RefreshToken);
        }
    }

    private async Task<RefreshResult> RunAsync(
        Session session, RefreshGrant grant, bool isShown, string traceId, bool waits, CancellationToken cancellationToken)
    {
        var task = new RefreshTask(session, grant, isShown, traceId, this, refresh, seal, options);
        switch (await runner.RunAsync(task, waits, cancellationToken))
        {
            case SharedResult<RefreshResult>.RunsElsewhere:
                return new RefreshResult.RunsElsewhere();
            case SharedResult<RefreshResult>.Done { Result: RefreshResult.Refreshed refreshed, IsLate: true }:
                // What a lost answer brought may have expired by now; its refresh token has not, though the browser has not shown it.
                audit.ReplayServed(session.Pseudonym, traceId);
                history.ReportReceived(refreshed.Next);
                if (isShown && !refreshed.IsShown)
                {
                    await runner.StoreAsync(task, refreshed with { IsShown = true });
                }

                return refreshed.IsOver(clock.GetUtcNow()) ? await RunAsync(session, refreshed.Next, isShown: false, traceId, waits, cancellationToken) : refreshed;
            case SharedResult<RefreshResult>.Done { Result: var result }:
                return result;
            default:
                throw new InvalidOperationException("A refresh that cannot be given again is run again.");
        }
    }

    private Task<RefreshResult?> FindAsync(RefreshGrant grant, CancellationToken cancellationToken) =>
        runner.FindAsync(seal.NameOf(grant), value => seal.Open(grant, value.Span), cancellationToken);
}
