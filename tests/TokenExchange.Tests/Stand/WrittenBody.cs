using System.Net;

namespace TokenExchange.Tests.Stand;

/// <summary>A request body that a test writes piece by piece, at its own pace.</summary>
internal sealed class WrittenBody(long? length, Func<Stream, Task> write) : HttpContent
{
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => write(stream);

    protected override bool TryComputeLength(out long computed)
    {
        computed = length ?? 0;
        return length is not null;
    }
}
