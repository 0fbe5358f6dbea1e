namespace TokenExchange.Caching;

/// <summary>There is no value young enough to be used, and its source did not give one.</summary>
internal sealed class ValueUnavailableException(TimeSpan retryAfter, Exception cause)
    : Exception("No usable value, and its source did not give one.", cause)
{
    /// <summary>When the source will be asked again.</summary>
    public TimeSpan RetryAfter { get; } = retryAfter;
}
