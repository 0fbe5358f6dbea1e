using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace TokenExchange.Functions;

/// <summary>Addresses without an endpoint, which the host would answer with an empty 404. Its name sorts last, because the host matches routes in the order of function names.</summary>
public sealed class UnknownFunctions(Gateway gateway)
{
    /// <summary>Answers with the problem of an unknown address, also for that of a disabled function.</summary>
    [Function("ZZUnknown")]
    public async Task<IResult> AnswerAsync([HttpTrigger(AuthorizationLevel.Anonymous, Route = Routes.Unknown)] HttpRequest request)
    {
        await gateway.InvokeUnknownAsync(request.HttpContext);
        return Results.Empty;
    }
}
