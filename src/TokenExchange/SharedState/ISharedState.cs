namespace TokenExchange.SharedState;

/// <summary>
/// What instances must know of each other: entries with a time to live, and append-only logs. Callers put hashes of what they know into names (ASCII
/// letters, digits, <c>-</c>, <c>_</c> and <c>/</c>) and seal values: the store gets neither users nor tokens.
/// </summary>
/// <remarks>
/// Every operation is bounded: one attempt takes a second at most, all attempts of one operation 2.5 seconds. An operation that throws may have been
/// carried out all the same.
/// </remarks>
/// <exception cref="Failures.OutageException">From every operation: the store did not answer in time, or refused.</exception>
internal interface ISharedState
{
    /// <summary>Longest value of an entry, in bytes. What is longer in the store is treated as absent.</summary>
    const int MostValueLength = 1024 * 1024;

    /// <summary>Whether other instances see the entries.</summary>
    bool IsShared { get; }

    /// <summary>Whether the last operation failed.</summary>
    bool IsFailing { get; }

    /// <summary>Stores the entry unless one is there. Exactly one of several callers gets true.</summary>
    Task<bool> PutIfAbsentAsync(string key, ReadOnlyMemory<byte> value, TimeSpan timeToLive, CancellationToken cancellationToken);

    /// <summary>Stores the entry, replacing what is there.</summary>
    Task PutAsync(string key, ReadOnlyMemory<byte> value, TimeSpan timeToLive, CancellationToken cancellationToken);

    /// <summary>Replaces the entry if it still has this version. Exactly one of several callers gets true.</summary>
    Task<bool> ReplaceAsync(string key, string version, ReadOnlyMemory<byte> value, TimeSpan timeToLive, CancellationToken cancellationToken);

    /// <summary>The entry; null when there is none or its time to live has passed.</summary>
    Task<SharedEntry?> GetAsync(string key, CancellationToken cancellationToken);

    /// <summary>Removes the entry, if there is one.</summary>
    Task DeleteAsync(string key, CancellationToken cancellationToken);

    /// <summary>
    /// Appends a record to a log, which is created with its first record. False when the log is full: the next record belongs in another one. After a lost
    /// answer the record is appended again, so a reader may meet it twice.
    /// </summary>
    Task<bool> AppendAsync(string log, ReadOnlyMemory<byte> record, CancellationToken cancellationToken);

    /// <summary>The next piece of a log from an offset on; nothing at its end, or when there is no such log.</summary>
    Task<LogSlice> ReadLogAsync(string log, long from, CancellationToken cancellationToken);

    /// <summary>The names of the logs that begin with a prefix.</summary>
    Task<IReadOnlyList<string>> FindLogsAsync(string prefix, CancellationToken cancellationToken);
}

/// <summary>One entry.</summary>
/// <param name="Value">Its content.</param>
/// <param name="Version">Changes with every write; for <see cref="ISharedState.ReplaceAsync"/>.</param>
/// <param name="Age">Time since it was last written, by the clock of the store, which Blob Storage gives in whole seconds.</param>
internal sealed record SharedEntry(ReadOnlyMemory<byte> Value, string Version, TimeSpan Age);

/// <summary>A piece of a log.</summary>
/// <param name="Content">The bytes from the offset on, 4 MB at most: more may follow until a piece is empty.</param>
/// <param name="IsFull">Whether the log takes no further record.</param>
/// <param name="HasMore">Whether the log has more bytes behind this piece.</param>
internal sealed record LogSlice(ReadOnlyMemory<byte> Content, bool IsFull, bool HasMore)
{
    public static LogSlice Nothing { get; } = new(ReadOnlyMemory<byte>.Empty, false, false);
}
