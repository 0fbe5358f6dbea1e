using TokenExchange.Failures;
using TokenExchange.Telemetry;

namespace TokenExchange.Sessions;

/// <summary>
/// One refresh at a time for each refresh token, and the same result for those who come a little late with the old one: a provider that rotates
/// would take their second use for theft and end the session.
/// </summary>
internal sealed class Renewals(GrantRefresh refresh, GrantMemory memory, Audit audit, TimeProvider clock)
{
    /// <summary>Refreshes, or joins the refresh of this grant that runs or has just run. Never cancelled by a caller: the token has left.</summary>
    /// <exception cref="TimeoutException">It takes longer than the caller's patience; it goes on, and its result is remembered.</exception>
    public Task<Renewal> RunAsync(Session session, RefreshGrant grant, string traceId, TimeSpan patience, CancellationToken cancellationToken)
    {
        memory.Sweep();
        memory.Show(grant);
        return JoinAsync(session, grant, traceId, patience, cancellationToken);
    }

    /// <summary>The newest refresh token that is known of this grant: the one to revoke. A refresh that runs is waited for as long as given.</summary>
    public async Task<string> NewestAsync(RefreshGrant grant, TimeSpan patience, CancellationToken cancellationToken)
    {
        if (memory.PeekAsync(grant) is not { } refresh)
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
        var own = new TaskCompletionSource<Renewal>(TaskCreationOptions.RunContinuationsAsynchronously);
        var (running, isLate) = memory.Join(session, grant, own.Task);
        if (running == own.Task)
        {
            _ = FlyAsync(own, session, grant, traceId);
        }

        var renewal = await running.WaitAsync(patience, clock, cancellationToken);
        if (renewal is not Renewal.Renewed renewed || !isLate)
        {
            return renewal;
        }

        // What a lost answer brought may be over by now; its refresh token is not, though the browser has not shown it.
        audit.ReplayServed(session.Pseudonym, traceId);
        return renewed.IsOver(clock.GetUtcNow()) ? await JoinAsync(session, renewed.Next, traceId, patience, cancellationToken) : renewal;
    }

    /// <summary>Runs the refresh for all who wait; whatever happens, it is over afterwards.</summary>
    private async Task FlyAsync(TaskCompletionSource<Renewal> flight, Session session, RefreshGrant grant, string traceId)
    {
        var run = refresh.RunAsync(session, grant, traceId);
        await ((Task)run).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        try
        {
            memory.Finish(session, grant, run.IsCompletedSuccessfully ? await run : new Renewal.Failed(Catalogue.InternalError));
        }
        finally
        {
            flight.SetFromTask(run);
        }
    }
}
