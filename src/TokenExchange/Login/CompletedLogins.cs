using Microsoft.AspNetCore.Http;
using TokenExchange.Failures;
using TokenExchange.Sessions;
using TokenExchange.SharedState;

namespace TokenExchange.Login;

/// <summary>
/// Logins that were completed already: a page that is reloaded, or a browser that goes back, submits an answer whose transaction was used. A browser that is
/// signed in goes to the return path; it is given no session by this.
/// </summary>
internal sealed class CompletedLogins(SessionCookies cookies, SessionReader reader, SharedTaskRunner<LoginResult> runner, LoginResultSeal seal)
{
    /// <summary>The return path and the browser's own session; null when no user is signed in, or no login was completed by this answer.</summary>
    /// <param name="context">The request.</param>
    /// <param name="state">The answer's state.</param>
    /// <param name="code">The answer's code; null when it is an error.</param>
    public async Task<Completed?> FindAsync(HttpContext context, string state, string? code)
    {
        try
        {
            if (await SignedInAsync(context) is not { } session)
            {
                return null;
            }

            string? path = null;
            await runner.FindAsync(
                seal.NameOf(state),
                value =>
                {
                    path = seal.OpenPath(state, code, value.Span);
                    return null;
                },
                context.RequestAborted);
            return path is null ? null : new Completed(path, session);
        }
        catch (OutageException)
        {
            return null;
        }
    }

    /// <summary>The session of the browser; null when no user is signed in, or when that cannot be decided now.</summary>
    public async Task<Session?> SignedInAsync(HttpContext context)
    {
        try
        {
            return await cookies.ReadSessionAsync(context) is not null && await reader.ReadAsync(context) is { Succeeded: true, Value: var session } ? session : null;
        }
        catch (OutageException)
        {
            return null;
        }
    }
}
