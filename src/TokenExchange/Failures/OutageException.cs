namespace TokenExchange.Failures;

/// <summary>A dependency of this service is unavailable. Caught only in the error boundary, which answers with its failure.</summary>
internal sealed class OutageException(Failure failure, Exception? cause = null) : Exception(failure.Reason, cause)
{
    public Failure Failure { get; } = failure;
}
