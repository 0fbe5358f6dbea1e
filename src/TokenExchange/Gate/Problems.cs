using System.Globalization;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using TokenExchange.Failures;

namespace TokenExchange.Gate;

/// <summary>Writes an error as problem details (RFC 9457) with the header <c>TE-Error</c>. It contains nothing from the request.</summary>
internal static class Problems
{
    /// <summary>The trace id of the request, which the log contains too.</summary>
    public static string TraceId(HttpContext context) => RequestContext.Of(context).TraceId;

    public static Task WriteAsync(HttpContext context, Failure failure)
    {
        var response = context.Response;
        response.StatusCode = failure.Status;
        response.Headers["TE-Error"] = failure.Code;
        if (failure.RetryAfter is { } wait)
        {
            response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        if (failure.Allow is { } allow)
        {
            response.Headers.Allow = allow;
        }

        if (failure.EndsConnection)
        {
            response.Headers.Connection = "close";
        }

        var problem = new Problem(
            "urn:token-exchange:error:" + failure.Code, failure.Title, failure.Status, failure.Code, Word(failure.Action), TraceId(context));
        return response.WriteAsJsonAsync(problem, ProblemJson.Default.Problem, "application/problem+json", context.RequestAborted);
    }

    private static string Word(FailureAction action) => action switch
    {
        FailureAction.Login => "login",
        FailureAction.Retry => "retry",
        FailureAction.StepUp => "stepup",
        _ => "none",
    };
}

/// <summary>The body defined by RFC 9457, with the extension members <c>code</c>, <c>action</c> and <c>traceId</c>.</summary>
internal sealed record Problem(string Type, string Title, int Status, string Code, string Action, string TraceId);

/// <summary>The serializer of problem details.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Problem))]
internal sealed partial class ProblemJson : JsonSerializerContext;
