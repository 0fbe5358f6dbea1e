namespace TokenExchange.Failures;

/// <summary>
/// A dependency of this service (the provider, the vault, the shared state, an upstream) is unavailable or its response is not usable. The error boundary
/// answers with the failure; a caller catches it only when it can do something better, for example use an older version of a secret.
/// </summary>
internal sealed class OutageException(Failure failure, Exception? cause = null) : Exception(failure.Reason, cause)
{
    public Failure Failure { get; } = failure;
}
