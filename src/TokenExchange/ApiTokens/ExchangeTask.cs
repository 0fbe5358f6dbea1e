using TokenExchange.Provider;
using TokenExchange.SharedState;
using TokenExchange.Telemetry;

namespace TokenExchange.ApiTokens;

/// <summary>One exchange, as it is run once on all instances. Each token of a session for an API is one generation; the next one replaces it.</summary>
internal sealed class ExchangeTask(
    Exchange exchange, int generation, ExchangeSeal seal, TokenEndpoint provider, Func<ExchangeResult.Exchanged, bool> isDue, TimeProvider clock, CappedLogger<ExchangedTokens> logger)
    : ISharedTask<ExchangeResult>
{
    /// <summary>Beyond this many tokens from one access token the last one is replaced in its place, by each instance for itself.</summary>
    public const int LastGeneration = 24;

    /// <summary>How long a refusal is the answer to further calls: a page that repeats its call must not become a load for the provider.</summary>
    private static readonly TimeSpan PauseAfterRefusal = TimeSpan.FromSeconds(30);

    public string Key { get; } = seal.NameOf(exchange, generation);

    /// <summary>A token that lives longer is requested again.</summary>
    public TimeSpan TimeToLive { get; } = TimeSpan.FromHours(1);

    public bool RunsAgain => generation >= LastGeneration;

    public async Task<ExchangeResult> RunAsync()
    {
        var result = ExchangeResult.Read(exchange, await provider.RequestAsync(exchange.Form()), clock.GetUtcNow());
        var failure = (result as ExchangeResult.Refused)?.Failure ?? (result as ExchangeResult.Failed)?.Failure;
        if (failure is { Status: >= 500 })
        {
            logger.ExchangeFailed(exchange.Session.Pseudonym, exchange.Grant.Name, failure.Code, failure.Reason);
        }
        else if (failure is not null)
        {
            logger.ExchangeRefused(exchange.Session.Pseudonym, exchange.Grant.Name, failure.Code, failure.Reason);
        }

        return result;
    }

    /// <summary>One that failed is not kept: the next call tries again.</summary>
    public byte[]? Seal(ExchangeResult result) => result is ExchangeResult.Failed ? null : seal.Close(exchange, generation, result);

    public ExchangeResult? Open(ReadOnlyMemory<byte> value) => seal.Open(exchange, generation, value.Span);

    public Task<bool> MayReplayAsync(ExchangeResult result, TimeSpan age) => Task.FromResult(
        result is ExchangeResult.Exchanged exchanged ? generation < LastGeneration || !(exchanged.IsOver || isDue(exchanged)) : age < PauseAfterRefusal);

    public Task OnStoredAsync(ExchangeResult result) => Task.CompletedTask;
}
