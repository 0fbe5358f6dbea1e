using System.Globalization;
using System.Text;

namespace TokenExchange.Bench.Load;

/// <summary>The server's memory while one large response is downloaded, and as much is uploaded in bodies of the largest size that a route accepts.</summary>
internal static class BulkLoad
{
    private const int UploadSize = 25 * 1024 * 1024;
    private const string Path = "/api/proxy/bytes";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>What memory may grow by, in MiB: less than an upload that is held whole; in hours of transfers it grew by 36.</summary>
    private static double MostGrowth(long bytes) => bytes < 1L << 30 ? 20 : 64;

    /// <returns>Whether the memory stayed within the limit.</returns>
    public static async Task<bool> RunAsync(ServerProcess server, long bytes)
    {
        var upload = Requests.Post(server.Address, Path, "application/octet-stream", new byte[UploadSize], server.Cookies);
        await DownloadAsync(server, UploadSize); // the buffers that are made once
        await UploadAsync(server, upload, UploadSize);
        await WriteAsync(server, "before", []);
        var before = server.Resident / 1024;
        var downloading = await WatchAsync(server, DownloadAsync(server, bytes));
        await WriteAsync(server, "downloaded", downloading);
        var uploading = await WatchAsync(server, UploadAsync(server, upload, bytes));
        await WriteAsync(server, "uploaded", uploading);
        var growth = downloading.Concat(uploading).Max() - before;
        var isFlat = growth <= MostGrowth(bytes);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(isFlat ? "ok    " : "FAILED")} grew by {growth:0.0} MiB, {MostGrowth(bytes):0} at most"));
        return isFlat;
    }

    private static async Task DownloadAsync(ServerProcess server, long bytes)
    {
        using var connection = await Connection.OpenAsync(server.Address);
        await connection.ExpectAsync(Requests.Get(server.Address, string.Create(CultureInfo.InvariantCulture, $"{Path}/{bytes}"), server.Cookies), 200);
    }

    private static async Task UploadAsync(ServerProcess server, byte[] request, long bytes)
    {
        using var connection = await Connection.OpenAsync(server.Address);
        for (var sent = 0L; sent < bytes; sent += UploadSize)
        {
            await connection.ExpectAsync(request, 200);
        }
    }

    /// <summary>The server's resident memory in MiB, again and again, until the transfer is over.</summary>
    private static async Task<IReadOnlyList<double>> WatchAsync(ServerProcess server, Task transfer)
    {
        List<double> seen = [];
        while (!transfer.IsCompleted)
        {
            seen.Add(server.Resident / 1024);
            await Task.WhenAny(transfer, Task.Delay(Pause, TimeProvider.System));
        }

        await transfer;
        return seen;
    }

    private static async Task WriteAsync(ServerProcess server, string what, IReadOnlyList<double> seen)
    {
        var during = new StringBuilder();
        if (seen.Count > 0)
        {
            var tenths = Enumerable.Range(1, 10).Select(tenth => seen[Math.Max(0, (seen.Count * tenth / 10) - 1)]);
            during.Append(CultureInfo.InvariantCulture, $"during: {string.Join(", ", tenths.Select(one => one.ToString("0.0", CultureInfo.InvariantCulture)))}; at most {seen.Max():0.0} MiB resident");
        }

        var (heap, resident) = await server.HeldAsync();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {heap / 1024:0.0} MiB of heap | {resident / 1024:0.0} MiB resident | {during} |"));
    }
}
