using TokenExchange.Failures;
using TokenExchange.Provider;
using TokenExchange.Sessions;
using TokenExchange.SharedState;
using TokenExchange.Telemetry;

namespace TokenExchange.ApiTokens;

/// <summary>
/// Tokens for one API, exchanged for the access token of a session: one exchange on all instances for each session, access token and API; renewed ahead of
/// their expiry. A session that has ended, or has another access token, does not find them again.
/// </summary>
internal sealed class ExchangedTokens(
    SharedTaskRunner<ExchangeResult> runner,
    RecentResults recent,
    ExchangeSeal seal,
    TokenEndpoint provider,
    SessionsOptions options,
    TimeProvider clock,
    CappedLogger<ExchangedTokens> logger)
{
    /// <summary>How long a call waits for a token. The exchange goes on after that, and a later call finds its result.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(9);

    /// <summary>The same while an earlier token lives.</summary>
    private static readonly TimeSpan LimitWhileLive = TimeSpan.FromSeconds(2);

    /// <summary>How long a living token is not renewed after a renewal failed.</summary>
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(5);

    /// <summary>How long a token that the API refuses is not replaced after it refused the one before too.</summary>
    private static readonly TimeSpan PauseAfterRefusal = TimeSpan.FromSeconds(30);

    /// <summary>The token for the API.</summary>
    /// <param name="exchange">The session and the API.</param>
    /// <param name="refused">A token that the API refused: another one is needed.</param>
    /// <param name="cancellationToken">Ends the wait, not the exchange.</param>
    public Task<ExchangeResult> GetAsync(Exchange exchange, string? refused, CancellationToken cancellationToken) =>
        FromAsync(0, null, exchange, refused, cancellationToken);

    /// <summary>The API refused another token too: for a while the next refusal is the answer.</summary>
    public void ReportUseless(Exchange exchange) => recent.Put(UselessKey(exchange), ReadOnlyMemory<byte>.Empty, PauseAfterRefusal);

    public bool IsUseless(Exchange exchange) => recent.Find(UselessKey(exchange)) is not null;

    /// <summary>The token of this generation or of a later one.</summary>
    /// <param name="generation">The number of tokens before it.</param>
    /// <param name="live">The token before it, while it lives.</param>
    /// <param name="exchange">The session and the API.</param>
    /// <param name="refused">A token that the API refused.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    private async Task<ExchangeResult> FromAsync(
        int generation, ExchangeResult.Exchanged? live, Exchange exchange, string? refused, CancellationToken cancellationToken)
    {
        var task = new ExchangeTask(exchange, generation, seal, provider, IsDue, clock, logger);
        if (generation > ExchangeTask.LastGeneration || (live is not null && IsPaused(task.Key)))
        {
            return (ExchangeResult?)live ?? None("The API refused every token of this session.");
        }

        switch (await RunAsync(task, live is null ? Limit : LimitWhileLive, waits: live is null, cancellationToken))
        {
            case SharedResult<ExchangeResult>.Denied or SharedResult<ExchangeResult>.Done { Result: ExchangeResult.Exchanged { IsOver: true } }:
                return await FromAsync(generation + 1, live, exchange, refused, cancellationToken);
            case SharedResult<ExchangeResult>.Done { Result: ExchangeResult.Exchanged known, IsLate: true } when known.Token == refused:
                await runner.StoreAsync(task, known with { IsOver = true });
                return await FromAsync(generation + 1, live, exchange, refused, cancellationToken);
            case SharedResult<ExchangeResult>.Done { Result: ExchangeResult.Exchanged due, IsLate: true } when IsDue(due):
                return await FromAsync(generation + 1, due.IsLive(clock.GetUtcNow()) ? due : live, exchange, refused, cancellationToken);
            case SharedResult<ExchangeResult>.Done { Result: ExchangeResult.Exchanged token }:
                return token;
            case SharedResult<ExchangeResult>.Done { Result: var none }:
                return live is null ? none : Kept(live, task.Key);
            default:
                return (ExchangeResult?)live ?? None("The exchange runs on another instance.");
        }
    }

    private async Task<SharedResult<ExchangeResult>> RunAsync(ExchangeTask task, TimeSpan limit, bool waits, CancellationToken cancellationToken)
    {
        using var time = new CancellationTokenSource(limit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(time.Token, cancellationToken);
        try
        {
            return await runner.RunAsync(task, waits, either.Token);
        }
        catch (OperationCanceledException) when (time.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return new SharedResult<ExchangeResult>.Done(None("The exchange took longer than the request could wait; it goes on."), IsLate: false);
        }
    }

    private ExchangeResult.Exchanged Kept(ExchangeResult.Exchanged live, string renewal)
    {
        recent.Put(PauseKey(renewal), ReadOnlyMemory<byte>.Empty, PauseAfterFailure);
        return live;
    }

    private static ExchangeResult.Failed None(string reason) => new(Catalogue.ProviderUnavailable.WithReason(reason));

    private bool IsDue(ExchangeResult.Exchanged token) => token.IsDue(clock.GetUtcNow(), options.RefreshBeforeExpiry);

    private bool IsPaused(string renewal) => recent.Find(PauseKey(renewal)) is not null;

    private static string PauseKey(string renewal) => "pause " + renewal;

    private static string UselessKey(Exchange exchange) => $"useless {exchange.Session.Pseudonym} {exchange.Grant.Name} {exchange.Options}";
}
