using System.Net.Sockets;
using System.Security.Authentication;

namespace TokenExchange.Rotations.Vault;

/// <summary>Why there was no HTTP response, in fixed words: messages of exceptions may contain what must not be shown.</summary>
internal static class NetworkFault
{
    /// <summary>The end of a sentence, without a full stop.</summary>
    public static string Describe(Exception fault) => Causes(fault).Select(Known).FirstOrDefault(words => words is not null)
        ?? $"{fault.GetBaseException().GetType().Name}";

    /// <summary>Whether this exception means that there was no response.</summary>
    public static bool Is(Exception fault) => Causes(fault).Any(cause => cause is HttpRequestException or SocketException or OperationCanceledException or IOException);

    /// <summary>The innermost exception first, because it is the most specific. Of repeated attempts, the last one.</summary>
    private static IEnumerable<Exception> Causes(Exception fault)
    {
        var inner = fault is AggregateException { InnerExceptions: [.., var last] } ? last : fault.InnerException;
        return inner is null ? [fault] : Causes(inner).Append(fault);
    }

    private static string? Known(Exception cause) => cause switch
    {
        SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain } => "the name is not in DNS",
        SocketException { SocketErrorCode: SocketError.ConnectionRefused } => "the connection was refused",
        SocketException { SocketErrorCode: SocketError.TimedOut } => "the connection timed out",
        SocketException { SocketErrorCode: var code } => $"the connection failed ({code})",
        AuthenticationException => "TLS failed: the certificate is not trusted, not valid for this name, or expired",
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => "the name is not in DNS",
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => "TLS failed",
        HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded } => "the connection was closed before the response was complete",
        HttpRequestException { HttpRequestError: not HttpRequestError.Unknown and var kind } => $"{kind}",
        HttpIOException { HttpRequestError: HttpRequestError.ResponseEnded } => "the connection was closed before the response was complete",
        OperationCanceledException or TimeoutException => "the response timed out",
        _ => null,
    };
}
