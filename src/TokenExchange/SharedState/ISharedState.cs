namespace TokenExchange.SharedState;

/// <summary>What instances must know of each other: small entries with a time to live. Keys are ours; values are sealed before they come here.</summary>
internal interface ISharedState
{
    /// <summary>Whether other instances see the entries.</summary>
    bool IsShared { get; }

    /// <summary>Stores the entry if the key does not exist. Exactly one of several callers gets true.</summary>
    Task<bool> PutIfAbsentAsync(string key, ReadOnlyMemory<byte> value, TimeSpan timeToLive, CancellationToken cancellationToken);

    /// <summary>Stores the entry, replacing what is there.</summary>
    Task PutAsync(string key, ReadOnlyMemory<byte> value, TimeSpan timeToLive, CancellationToken cancellationToken);

    /// <summary>The entry; null when there is none or its time is over.</summary>
    Task<ReadOnlyMemory<byte>?> GetAsync(string key, CancellationToken cancellationToken);

    /// <summary>Removes the entry, if there is one.</summary>
    Task DeleteAsync(string key, CancellationToken cancellationToken);
}
