namespace TokenExchange.SharedState;

/// <summary>Where instances share what they must know of each other. Section <c>TokenExchange:SharedState</c>.</summary>
public sealed record SharedStateOptions
{
    /// <summary>
    /// Container of the storage account. Default empty: in memory, for one instance only; readiness and the log say so.
    /// This version has no other store, and refuses to start with an address rather than ignore it.
    /// </summary>
    public Uri? BlobContainerUri { get; init; }
}
