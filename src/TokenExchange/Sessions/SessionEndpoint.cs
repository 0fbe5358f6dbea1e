using Microsoft.AspNetCore.Http;
using TokenExchange.Failures;

namespace TokenExchange.Sessions;

/// <summary><c>GET /api/auth/session</c>: the current session. Never calls the provider; without a session the answer is 200 and not an error.</summary>
internal sealed class SessionEndpoint(SessionReader reader, SessionsOptions options, TimeProvider clock)
{
    public async Task<Failure?> HandleAsync(HttpContext context)
    {
        var view = await ViewAsync(context);
        await context.Response.WriteAsJsonAsync(view, SessionViewJson.Default.View, cancellationToken: context.RequestAborted);
        return null;
    }

    /// <summary>What the page may know of its session now.</summary>
    public async Task<SessionView> ViewAsync(HttpContext context) =>
        await reader.ReadAsync(context) is { Succeeded: true, Value: var session } ? View(session) : SessionView.Anonymous;

    public SessionView View(Session session) => SessionView.Of(session, options, clock.GetUtcNow());
}
