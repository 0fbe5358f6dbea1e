namespace TokenExchange.SharedState;

/// <summary>What an instance does when it cannot read which sessions have ended.</summary>
internal enum OutagePolicy
{
    /// <summary>Goes on with what it knows.</summary>
    Open,

    /// <summary>Refuses sessions once its last successful read is older than <see cref="SharedStateOptions.MaxStale"/>.</summary>
    Closed,
}

/// <summary>Where instances share what they must know of each other. Section <c>TokenExchange:SharedState</c>.</summary>
internal sealed record SharedStateOptions
{
    /// <summary>Name of Azurite's published account.</summary>
    internal const string DevelopmentAccount = "devstoreaccount1";

    /// <summary>
    /// The blob container, for example <c>https://contoso.blob.core.windows.net/shared-state</c>, reached with the managed identity. In Development also
    /// Azurite with its published account, for example <c>http://127.0.0.1:10000/devstoreaccount1/shared-state</c>, where the container is created when
    /// absent. Default: empty, which keeps shared state in memory, for one instance only.
    /// </summary>
    public Uri? BlobContainerUri { get; init; }

    /// <summary>How often an instance reads which sessions others have ended.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>When that cannot be read: <c>open</c> goes on accepting sessions, <c>closed</c> refuses them after <see cref="MaxStale"/>.</summary>
    public OutagePolicy OnOutage { get; init; } = OutagePolicy.Open;

    /// <summary>With <c>closed</c>: how old the last successful read may be.</summary>
    public TimeSpan MaxStale { get; init; } = TimeSpan.FromMinutes(5);
}
