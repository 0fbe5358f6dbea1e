using TokenExchange.SharedState;

namespace TokenExchange.Sessions;

/// <summary>The refresh of one refresh token, as it is run once on all instances.</summary>
internal sealed class RefreshTask(
    Session session, RefreshGrant grant, bool isShown, string traceId, RefreshCoordinator owner, TokenRefresh refresh, RefreshResultSeal seal, SessionsOptions options) : ISharedTask<RefreshResult>
{
    /// <summary>
    /// How long a result is given to requests that were under way with the old cookies: as long as a request may live (the platform ends them at
    /// 230 seconds). Longer, up to the idle lifetime, while the browser has not shown what the refresh brought: its answer may have been lost, and
    /// the old token would pass for stolen.
    /// </summary>
    private static readonly TimeSpan Late = TimeSpan.FromMinutes(4);

    public string Key { get; } = seal.NameOf(grant);

    public TimeSpan TimeToLive => options.IdleLifetime + Late;

    /// <summary>A refresh token that was replaced long ago goes to the provider again: whether it was copied is the provider's judgement.</summary>
    public bool RunsAgain => true;

    public async Task<RefreshResult> RunAsync() =>
        await refresh.RunAsync(session, grant, traceId) is var result && result is RefreshResult.Refreshed refreshed ? refreshed with { IsShown = isShown } : result;

    /// <summary>One that failed is not kept: the next request tries again.</summary>
    public byte[]? Seal(RefreshResult result) => result is RefreshResult.Failed ? null : seal.Close(grant, result);

    public RefreshResult? Open(ReadOnlyMemory<byte> value) => seal.Open(grant, value.Span);

    public async Task<bool> MayReplayAsync(RefreshResult result, TimeSpan age) =>
        age < Late || result is not RefreshResult.Refreshed { Next: var next } || !await owner.WasShownAsync(next);

    public Task OnStoredAsync(RefreshResult result) => owner.OnStoredAsync(session, result);
}
