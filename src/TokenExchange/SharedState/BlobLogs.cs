using System.Globalization;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace TokenExchange.SharedState;

/// <summary>Logs as append blobs: a record is a block, which the service appends whole and in one order for all readers.</summary>
internal static class BlobLogs
{
    /// <summary>Most blocks of an append blob (Azure Storage scalability targets).</summary>
    private const int MostRecords = 50_000;

    /// <summary>Most bytes of one read: it ends within the second that an attempt has.</summary>
    private const int MostRead = 1024 * 1024;

    public static async Task<bool> AppendAsync(AppendBlobClient blob, ReadOnlyMemory<byte> record, CancellationToken cancellationToken)
    {
        try
        {
            return await AppendBlockAsync(blob, record, cancellationToken);
        }
        catch (RequestFailedException refusal) when (refusal.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            await blob.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
            return await AppendBlockAsync(blob, record, cancellationToken);
        }
    }

    public static async Task<LogSlice> ReadAsync(BlobClient blob, long from, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await blob.DownloadContentAsync(new BlobDownloadOptions { Range = new HttpRange(from, MostRead) }, cancellationToken);
            var content = answer.Value.Content.ToMemory();
            return new LogSlice(content, answer.Value.Details.BlobCommittedBlockCount >= MostRecords, HasMore: from + content.Length < LengthOf(answer.Value.Details));
        }
        catch (RequestFailedException refusal) when (refusal.ErrorCode == BlobErrorCode.InvalidRange || refusal.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            return LogSlice.Nothing; // an invalid range begins at the end of the blob
        }
    }

    /// <summary>The length of the whole blob, from <c>Content-Range: bytes 0-9/10</c>. Azurite's range of nothing (<c>bytes 4-3/4</c>) is no valid header.</summary>
    private static long LengthOf(BlobDownloadDetails details) =>
        long.TryParse(details.ContentRange.AsSpan(details.ContentRange.LastIndexOf('/') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var length) ? length : 0;

    public static async Task<IReadOnlyList<string>> FindAsync(BlobContainerClient container, string prefix, CancellationToken cancellationToken)
    {
        var names = new List<string>();
        await foreach (var blob in container.GetBlobsAsync(BlobTraits.None, BlobStates.None, prefix, cancellationToken))
        {
            names.Add(blob.Name);
        }

        return names;
    }

    private static async Task<bool> AppendBlockAsync(AppendBlobClient blob, ReadOnlyMemory<byte> record, CancellationToken cancellationToken)
    {
        try
        {
            await blob.AppendBlockAsync(BinaryData.FromBytes(record).ToStream(), cancellationToken: cancellationToken);
            return true;
        }
        catch (RequestFailedException refusal) when (refusal.ErrorCode == BlobErrorCode.BlockCountExceedsLimit)
        {
            return false;
        }
    }
}
