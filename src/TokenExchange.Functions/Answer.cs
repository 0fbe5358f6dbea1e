using Microsoft.AspNetCore.Http;

namespace TokenExchange.Functions;

/// <summary>What every function does: run the gateway, which writes the response itself and never throws, and return an empty result to the worker.</summary>
internal static class Answer
{
    public static async Task<IResult> ByAsync(Gateway gateway, HttpRequest request)
    {
        await gateway.InvokeAsync(request.HttpContext);
        return Results.Empty;
    }
}
