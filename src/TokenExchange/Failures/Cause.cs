using System.Net.Sockets;
using Azure;

namespace TokenExchange.Failures;

/// <summary>
/// What is logged about an exception: its type, its code and the reasons that this service wrote. Other messages are left out, because they may
/// contain external input.
/// </summary>
internal static class Cause
{
    /// <summary>Type and code of the innermost exception; "none" for an outage without an inner exception.</summary>
    public static string Of(Exception error)
    {
        var origin = error.GetBaseException();
        if (origin is AggregateException { InnerExceptions: [.., var last] })
        {
            return Of(last); // repeated attempts: the last one
        }

        var code = origin switch
        {
            SocketException socket => $"{socket.SocketErrorCode}",
            HttpRequestException { HttpRequestError: not HttpRequestError.Unknown and var kind } => $"{kind}",
            HttpIOException broken => $"{broken.HttpRequestError}",
            RequestFailedException refused => $"status {refused.Status}",
            _ => "",
        };
        var type = origin is OutageException ? "none" : origin.GetType().Name;
        return code.Length > 0 ? $"{type} ({code})" : type;
    }

    /// <summary>The reason that this service wrote; empty when there is none.</summary>
    public static string ReasonOf(Exception error) => (error as OutageException)?.Failure.Reason ?? "";
}
