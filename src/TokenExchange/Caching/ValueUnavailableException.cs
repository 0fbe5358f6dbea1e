namespace TokenExchange.Caching;

/// <summary>There is no usable cached value, and the fetch failed.</summary>
internal sealed class ValueUnavailableException(TimeSpan retryAfter, Exception cause)
    : Exception("There is no usable cached value, and the fetch failed.", cause)
{
    /// <summary>The time until the source may be called again.</summary>
    public TimeSpan RetryAfter { get; } = retryAfter;
}
