using Microsoft.AspNetCore.Http;

namespace TokenExchange.EndToEnd.Functions;

/// <summary>A running application with the service, behind the address that browsers know.</summary>
internal interface IDeployedApp : IAsyncDisposable
{
    /// <summary>Answers a request from outside.</summary>
    Task AnswerAsync(HttpContext context);
}
