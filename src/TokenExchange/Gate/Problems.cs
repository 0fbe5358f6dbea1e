using System.Globalization;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using TokenExchange.Failures;

namespace TokenExchange.Gate;

/// <summary>
/// Answers with an error: problem details (RFC 9457) with the header <c>TE-Error</c>, or in a window a redirect to the error page. Contains nothing from the
/// request except the return path of a login.
/// </summary>
internal static class Problems
{
    /// <summary>The trace id of the request, which the log contains too.</summary>
    public static string TraceId(HttpContext context) => RequestContext.Of(context).TraceId;

    /// <param name="context">The request.</param>
    /// <param name="failure">The error.</param>
    /// <param name="detail">What the body says besides the title; null: nothing.</param>
    public static Task WriteAsync(HttpContext context, Failure failure, string? detail)
    {
        var response = context.Response;
        if (failure.EndsConnection)
        {
            response.Headers.Connection = "close";
        }

        if (RequestContext.Of(context).ErrorPath is { } page)
        {
            Navigation.SeeOther(response, PageAddress(page, failure, RequestContext.Of(context)));
            return Task.CompletedTask;
        }

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

        var problem = new Problem(
            "urn:token-exchange:error:" + failure.Code, failure.Title, failure.Status, failure.Code, Word(failure.Action), TraceId(context))
        {
            Detail = detail,
            ReturnUrl = RequestContext.Of(context).ReturnPath,
            AcrValues = failure.StepUp?.AcrValues,
            MaxAge = failure.StepUp?.MaxAge,
            Claims = failure.StepUp?.Claims,
        };
        return response.WriteAsJsonAsync(problem, ProblemJson.Default.Problem, "application/problem+json", context.RequestAborted);
    }

    /// <summary>The error page may have a query of its own.</summary>
    private static string PageAddress(string page, Failure failure, RequestContext request) => QueryHelpers.AddQueryString(
        ReturnPath.InHeader(page),
        new Dictionary<string, string?> { ["code"] = failure.Code, ["traceId"] = request.TraceId, ["returnUrl"] = request.ReturnPath });

    private static string Word(FailureAction action) => action switch
    {
        FailureAction.Login => "login",
        FailureAction.Retry => "retry",
        FailureAction.StepUp => "stepup",
        _ => "none",
    };
}

/// <summary>The body defined by RFC 9457, with the extension members <c>code</c>, <c>action</c>, <c>traceId</c>, <c>returnUrl</c>, <c>acrValues</c>, <c>maxAge</c> and <c>claims</c>.</summary>
internal sealed record Problem(string Type, string Title, int Status, string Code, string Action, string TraceId)
{
    /// <summary>In Development: what was found, what was expected and what decides.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Detail { get; init; }

    /// <summary>Of a login that failed: where it was to return to.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ReturnUrl { get; init; }

    /// <summary>Of <c>stepup_required</c>: the member of the login that has to follow.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? AcrValues { get; init; }

    /// <summary>The same, in seconds.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? MaxAge { get; init; }

    /// <summary>The same, JSON as text.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Claims { get; init; }
}

/// <summary>The serializer of problem details.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Problem))]
internal sealed partial class ProblemJson : JsonSerializerContext;
