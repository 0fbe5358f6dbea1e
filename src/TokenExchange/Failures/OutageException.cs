namespace TokenExchange.Failures;

/// <summary>Something this service stands on cannot be reached. Caught once, in the error boundary, and answered as its failure.</summary>
internal sealed class OutageException(Failure failure, Exception? cause = null) : Exception(failure.Reason, cause)
{
    public Failure Failure { get; } = failure;
}
