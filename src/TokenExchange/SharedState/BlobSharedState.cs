using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace TokenExchange.SharedState;

/// <summary>
/// Shared state in a container of Azure Blob Storage. A claim is a <c>Put Blob</c> with <c>If-None-Match: *</c>, in which exactly one caller succeeds.
/// </summary>
internal sealed class BlobSharedState(BlobContainerClient container, StorageAttempts attempts, TimeProvider clock) : ISharedState
{
    private static readonly BlobRequestConditions IfAbsent = new() { IfNoneMatch = ETag.All };

    public bool IsShared => true;

    public bool IsFailing => attempts.IsFailing;

    public Task<bool> PutIfAbsentAsync(string key, ReadOnlyMemory<byte> value, TimeSpan timeToLive, CancellationToken cancellationToken)
    {
        var content = BlobEntry.Write(value, clock.GetUtcNow() + timeToLive);
        return attempts.RunAsync(
            async (_, token) => await TryUploadAsync(key, content, IfAbsent, token) || await ReadAsync(key, token) switch
            {
                null => await TryUploadAsync(key, content, IfAbsent, token), // deleted meanwhile
                { IsExpired: true } expired => await TryUploadAsync(key, content, If(expired.Version), token),
                { } found => found.Holds(content), // an earlier attempt, whose answer was lost
            },
            cancellationToken);
    }

    public Task PutAsync(string key, ReadOnlyMemory<byte> value, TimeSpan timeToLive, CancellationToken cancellationToken)
    {
        var content = BlobEntry.Write(value, clock.GetUtcNow() + timeToLive);
        return attempts.RunAsync((_, token) => TryUploadAsync(key, content, null, token), cancellationToken);
    }

    public Task<bool> ReplaceAsync(string key, string version, ReadOnlyMemory<byte> value, TimeSpan timeToLive, CancellationToken cancellationToken)
    {
        var content = BlobEntry.Write(value, clock.GetUtcNow() + timeToLive);
        return attempts.RunAsync(
            async (attempt, token) => await TryUploadAsync(key, content, If(new ETag(version)), token)
                || (attempt > 1 && await ReadAsync(key, token) is { } found && found.Holds(content)),
            cancellationToken);
    }

    public Task<SharedEntry?> GetAsync(string key, CancellationToken cancellationToken) =>
        attempts.RunAsync(async (_, token) => (await ReadAsync(key, token))?.Entry, cancellationToken);

    public Task DeleteAsync(string key, CancellationToken cancellationToken) =>
        attempts.RunAsync((_, token) => container.GetBlobClient(key).DeleteIfExistsAsync(cancellationToken: token), cancellationToken);

    public Task<bool> AppendAsync(string log, ReadOnlyMemory<byte> record, CancellationToken cancellationToken) =>
        attempts.RunAsync((_, token) => BlobLogs.AppendAsync(container.GetAppendBlobClient(log), record, token), cancellationToken);

    public Task<LogSlice> ReadLogAsync(string log, long from, CancellationToken cancellationToken) =>
        attempts.RunAsync((_, token) => BlobLogs.ReadAsync(container.GetBlobClient(log), from, token), cancellationToken);

    public Task<IReadOnlyList<string>> FindLogsAsync(string prefix, CancellationToken cancellationToken) =>
        attempts.RunAsync((_, token) => BlobLogs.FindAsync(container, prefix, token), cancellationToken);

    private static BlobRequestConditions If(ETag version) => new() { IfMatch = version };

    /// <summary>The blob; null when there is none, or an empty one, of which no range can be read.</summary>
    private async Task<BlobEntry?> ReadAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            var range = new BlobDownloadOptions { Range = new HttpRange(0, BlobEntry.MostRead) };
            return BlobEntry.Read(await container.GetBlobClient(key).DownloadContentAsync(range, cancellationToken), clock.GetUtcNow());
        }
        catch (RequestFailedException refusal) when (refusal.ErrorCode == BlobErrorCode.BlobNotFound || refusal.ErrorCode == BlobErrorCode.InvalidRange)
        {
            return null;
        }
    }

    /// <summary>Uploads under a condition; false when the condition refused it.</summary>
    private async Task<bool> TryUploadAsync(string key, byte[] content, BlobRequestConditions? conditions, CancellationToken cancellationToken)
    {
        try
        {
            await container.GetBlobClient(key).UploadAsync(BinaryData.FromBytes(content), new BlobUploadOptions { Conditions = conditions }, cancellationToken);
            return true;
        }
        catch (RequestFailedException refusal) when (refusal.ErrorCode == BlobErrorCode.BlobAlreadyExists || refusal.ErrorCode == BlobErrorCode.ConditionNotMet)
        {
            return false;
        }
    }
}
