using Microsoft.AspNetCore.Http;
using TokenExchange.Failures;
using TokenExchange.Sessions;
using TokenExchange.SharedState;

namespace TokenExchange.Login;

/// <summary>
/// Logins that were completed already: a page that is reloaded, or a browser that goes back, submits an answer whose transaction cookie is gone. A browser
/// that is signed in goes to the return path; it is given no session by this.
/// </summary>
internal sealed class CompletedLogins(SessionCookies cookies, SessionReader reader, SharedTaskRunner<LoginResult> runner, LoginResultSeal seal)
{
    /// <summary>The return path and the browser's own session; null when nobody is signed in, or no login was completed by this answer.</summary>
    public async Task<Completed?> FindAsync(HttpContext context, string state, string? code)
    {
        try
        {
            if (code is null || await cookies.ReadSessionAsync(context) is null || await reader.ReadAsync(context) is not { Succeeded: true, Value: var session })
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
}
