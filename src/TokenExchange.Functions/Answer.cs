using Microsoft.AspNetCore.Http;

namespace TokenExchange.Functions;

/// <summary>What every function does: run the gateway, which writes the answer itself and never throws, and leave nothing for the worker to write.</summary>
internal static class Answer
{
    public static async Task<IResult> ByAsync(Gateway gateway, HttpRequest request)
    {
        await gateway.InvokeAsync(request.HttpContext);
        return Results.Empty;
    }
}
