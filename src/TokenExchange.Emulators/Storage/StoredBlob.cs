namespace TokenExchange.Emulators.Storage;

/// <summary>One version of a blob; every write makes a new one.</summary>
/// <param name="Content">Its bytes.</param>
/// <param name="IsAppendBlob">Whether blocks are appended to it.</param>
/// <param name="Blocks">Number of blocks appended.</param>
/// <param name="ETag">Changes with every write.</param>
/// <param name="ModifiedAt">Time of the last write.</param>
internal sealed record StoredBlob(byte[] Content, bool IsAppendBlob, int Blocks, string ETag, DateTimeOffset ModifiedAt)
{
    public string TypeName => IsAppendBlob ? "AppendBlob" : "BlockBlob";
}
