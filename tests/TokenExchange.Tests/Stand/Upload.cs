using System.Net;

namespace TokenExchange.Tests.Stand;

/// <summary>A request body that fails the call when it breaks, as it does on a socket; the test server would wait for the rest for ever.</summary>
internal sealed class Upload : HttpContent
{
    private readonly HttpContent _content;
    private readonly TaskCompletionSource _broken = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Upload(HttpContent content)
    {
        _content = content;
        foreach (var (name, values) in content.Headers.NonValidated)
        {
            Headers.TryAddWithoutValidation(name, values);
        }
    }

    /// <summary>Faults when the body breaks; otherwise never completes.</summary>
    public Task Broken => _broken.Task;

    /// <summary>Whether the other side has all of it.</summary>
    public bool IsSent { get; private set; }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        try
        {
            await _content.CopyToAsync(stream, context, cancellationToken);
            IsSent = true;
        }
        catch (Exception cause) when (cause is IOException or HttpRequestException)
        {
            _broken.TrySetException(new HttpRequestException("Error while copying content to a stream.", cause));
            throw;
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _content.Headers.ContentLength ?? 0;
        return _content.Headers.ContentLength is not null;
    }
}
