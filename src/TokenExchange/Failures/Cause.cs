using System.Net.Sockets;
using Azure;

namespace TokenExchange.Failures;

/// <summary>
/// What a log says of an exception: types and codes of the framework, and sentences of our own. Other messages are left out, because they may repeat
/// bytes from outside.
/// </summary>
internal static class Cause
{
    /// <summary>Type and code of the exception where it began; "none" for an outage that no other exception caused.</summary>
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

    /// <summary>The reason in our own words, empty when there is none.</summary>
    public static string ReasonOf(Exception error) => error switch
    {
        OutageException outage => outage.Failure.Reason,
        IOException and not HttpIOException when error.InnerException is null => error.Message,
        _ => "",
    };
}
