using Microsoft.Extensions.Logging;
using TokenExchange.Failures;

namespace TokenExchange.Gate;

/// <summary>Log messages of the gate, with codes, reasons and trace ids; nothing from the request. Event ids 1000-1099.</summary>
internal static partial class GateLog
{
    /// <summary>One message for each exception that reached the error boundary.</summary>
    public static void Failed(this ILogger logger, Failure failure, Exception error, string traceId)
    {
        if (failure.Status == 500)
        {
            // Only type and stack: the message could contain external input.
            logger.Bug(error.GetType().FullName ?? "", error.StackTrace ?? "", traceId);
        }
        else
        {
            logger.Outage(failure.Code, failure.Status, failure.Detail, Cause.Of(error), traceId);
        }
    }

    [LoggerMessage(1001, LogLevel.Warning, "The request failed: {Code} ({Status}). {Reason} Trace {TraceId}.")]
    public static partial void Refused(this ILogger logger, string code, int status, string reason, string traceId);

    [LoggerMessage(1002, LogLevel.Warning, "Outage: {Code} ({Status}). {Reason} Cause: {Cause}. Trace {TraceId}.")]
    private static partial void Outage(this ILogger logger, string code, int status, string reason, string cause, string traceId);

    [LoggerMessage(1003, LogLevel.Error, "Unhandled exception {Type} at {Stack}. Trace {TraceId}.")]
    private static partial void Bug(this ILogger logger, string type, string stack, string traceId);

    [LoggerMessage(1004, LogLevel.Debug, "The client disconnected. Trace {TraceId}.")]
    public static partial void ClientLeft(this ILogger logger, string traceId);
}
