using TokenExchange.Failures;

namespace TokenExchange.Caching;

/// <summary>Where a cached value comes from, and what happens when it cannot be fetched.</summary>
internal sealed record RefreshSource<T>
    where T : class
{
    /// <summary>Fetches the value; receives the previous one, so that it can reuse unchanged parts.</summary>
    public required Func<T?, CancellationToken, Task<T>> Fetch { get; init; }

    /// <summary>Gets the value that was kept before the start, once, instead of the first fetch; null when there is none. It does not throw.</summary>
    public Func<CancellationToken, Task<Kept<T>?>>? Restore { get; init; }

    /// <summary>How long a value may be used by what it says itself, for example a token; the shorter one of this and the policy counts. Null: the policy alone.</summary>
    public Func<T, TimeSpan>? LifeOf { get; init; }

    /// <summary>
    /// After which age a value is fetched again by what its source says; the shorter one of this and the policy counts. Unlike its life, it does not end the
    /// use of the value while the source fails. Null: the policy alone.
    /// </summary>
    public Func<T, TimeSpan>? FreshFor { get; init; }

    /// <summary>Called once for every failed fetch.</summary>
    public required Action<Exception> Failed { get; init; }

    /// <summary>What callers get when the fetch failed and there is no usable value; the time until the next fetch is added as <c>Retry-After</c>.</summary>
    public required Failure Outage { get; init; }
}
