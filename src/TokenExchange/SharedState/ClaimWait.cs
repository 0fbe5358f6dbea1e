using TokenExchange.Failures;

namespace TokenExchange.SharedState;

/// <summary>What came of trying to claim a key.</summary>
internal abstract record Claim
{
    private Claim()
    {
    }

    /// <summary>The caller does the work; the claim is stored unless the state is not shared or did not answer.</summary>
    public sealed record Taken(bool IsStored) : Claim;

    /// <summary>Another instance does it.</summary>
    public sealed record HeldElsewhere : Claim;

    /// <summary>It was done.</summary>
    public sealed record Result(SharedEntry Entry) : Claim;
}

/// <summary>Claims a key in the shared state, or waits for the result of the instance that holds it.</summary>
internal sealed class ClaimWait(ISharedState state, TimeProvider clock)
{
    /// <summary>
    /// A claim that is older belongs to an instance that has ended: longer than the token call's deadline (9 s) and the writes around it.
    /// Measured by the clock of the store, so that the instances' clocks need not agree.
    /// </summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(14);

    /// <summary>How long a claim is kept at most.</summary>
    private static readonly TimeSpan ClaimLife = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(800);

    /// <summary>A claim has no value; a result has one.</summary>
    private static readonly ReadOnlyMemory<byte> NoValue = ReadOnlyMemory<byte>.Empty;

    /// <summary>Claims the key, or gives what its owner stored.</summary>
    /// <exception cref="OutageException">The store did not answer, and as far as this instance knows nobody holds the claim.</exception>
    public async Task<Claim> ClaimAsync(string key, bool waits)
    {
        if (await state.PutIfAbsentAsync(key, NoValue, ClaimLife, CancellationToken.None))
        {
            return new Claim.Taken(IsStored: true);
        }

        var began = clock.GetTimestamp();
        for (var pause = FirstPause; ; pause = Longer(pause))
        {
            var claim = await LookAsync(key, began);
            if (claim is not Claim.HeldElsewhere || !waits)
            {
                return claim;
            }

            await Task.Delay(pause, clock);
        }
    }

    /// <summary>The result, once it is there; null when nobody has claimed the key, or its owner gave it back or has ended.</summary>
    /// <exception cref="OutageException">The store did not answer.</exception>
    public async Task<SharedEntry?> ForResultAsync(string key, CancellationToken cancellationToken)
    {
        for (var pause = FirstPause; ; pause = Longer(pause))
        {
            if (await state.GetAsync(key, cancellationToken) is not { } entry || IsAbandoned(entry))
            {
                return null;
            }

            if (!entry.Value.IsEmpty)
            {
                return entry;
            }

            await Task.Delay(pause, clock, cancellationToken);
        }
    }

    /// <summary>One look at a key that somebody holds, taken over if its owner has ended or gave it back.</summary>
    private async Task<Claim> LookAsync(string key, long began)
    {
        try
        {
            if (await state.GetAsync(key, CancellationToken.None) is not { } entry)
            {
                return await state.PutIfAbsentAsync(key, NoValue, ClaimLife, CancellationToken.None) ? new Claim.Taken(IsStored: true) : new Claim.HeldElsewhere();
            }

            if (!entry.Value.IsEmpty)
            {
                return new Claim.Result(entry);
            }

            return IsAbandoned(entry) && await state.ReplaceAsync(key, entry.Version, NoValue, ClaimLife, CancellationToken.None)
                ? new Claim.Taken(IsStored: true)
                : new Claim.HeldElsewhere();
        }
        catch (OutageException) when (clock.GetElapsedTime(began) < Lease)
        {
            // Its owner may be at work: a second use of what it uses could pass for theft.
            return new Claim.HeldElsewhere();
        }
    }

    private static bool IsAbandoned(SharedEntry entry) => entry.Value.IsEmpty && entry.Age > Lease;

    private static TimeSpan Longer(TimeSpan pause) => pause * 2 < LongestPause ? pause * 2 : LongestPause;
}
