using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace TokenExchange.EmptyFunctions;

/// <summary>The one function.</summary>
public static class HelloFunction
{
    /// <summary>Answers with a text.</summary>
    [Function("Hello")]
    public static Task<IResult> AnswerAsync([HttpTrigger(AuthorizationLevel.Anonymous, Route = "hello")] HttpRequest request) =>
        Task.FromResult(Results.Text($"Hello, {request.Method}."));
}
