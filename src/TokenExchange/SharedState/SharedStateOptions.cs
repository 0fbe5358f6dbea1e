namespace TokenExchange.SharedState;

/// <summary>Where instances share what they must know of each other. Section <c>TokenExchange:SharedState</c>.</summary>
internal sealed record SharedStateOptions
{
    /// <summary>
    /// Not in this version: shared state is in memory, for one instance only, as readiness and the log say, and <strong>any value here stops the start</strong>
    /// rather than be ignored.
    /// </summary>
    /// <remarks>
    /// So does <c>SHARED_STATE_ENABLED=true</c> of the template, which sets it. See <see href="docs/adr/0007-blob-storage-for-shared-state.md">0007</see> for
    /// what that means with several instances.
    /// </remarks>
    public Uri? BlobContainerUri { get; init; }
}
