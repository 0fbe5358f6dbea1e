using Microsoft.AspNetCore.Http;
using TokenExchange.Failures;

namespace TokenExchange.Sessions;

/// <summary><c>POST /api/auth/refresh</c>: renews the access token now.</summary>
internal sealed class RefreshEndpoint(SessionReader reader, AccessTokens tokens, SessionEndpoint sessions)
{
    public async Task<Failure?> HandleAsync(HttpContext context)
    {
        var session = await reader.ReadAsync(context);
        if (!session.Succeeded)
        {
            return session.Failure;
        }

        var renewed = await tokens.RenewAsync(context, session.Value);
        if (!renewed.Succeeded)
        {
            return renewed.Failure;
        }

        await context.Response.WriteAsJsonAsync(sessions.View(renewed.Value), SessionViewJson.Default.View, cancellationToken: context.RequestAborted);
        return null;
    }
}
