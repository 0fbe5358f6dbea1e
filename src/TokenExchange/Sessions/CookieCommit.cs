using Microsoft.AspNetCore.Http;
using TokenExchange.Failures;

namespace TokenExchange.Sessions;

/// <summary>
/// The one place where cookies leave: right before the head of any answer is sent, be it a success, a failure or a proxied stream. What was decided
/// about the session cookies earlier in the request is dropped here if the browser has been told something newer meanwhile.
/// </summary>
internal sealed class CookieCommit(SessionEnds ends, GrantMemory memory)
{
    /// <summary>Makes the answer of this request send its cookies with its head.</summary>
    public void Attach(HttpContext context) => context.Response.OnStarting(() => SendAsync(context));

    private async Task SendAsync(HttpContext context)
    {
        if (SessionChange.Of(context) is { } change && await IsOutdatedAsync(change))
        {
            SessionCookies.Withdraw(context);
        }

        CookieJar.Find(context)?.Send(context.Response);
    }

    /// <summary>
    /// In doubt the cookies are sent: a rotated refresh token must not be lost to an outage of the shared state, and the cookies of an ended session are
    /// refused wherever they come back.
    /// </summary>
    private async Task<bool> IsOutdatedAsync(SessionChange change)
    {
        try
        {
            // Not the request's token: it ends with the request, and the answer is being sent.
            return change switch
            {
                SessionChange.Given { Grant: { } grant } when memory.IsReplaced(grant) => true,
                SessionChange.Touched touched when memory.HasChangedSince(touched.Session, touched.At) => true,
                SessionChange.Given or SessionChange.Touched => await ends.IsEndedAsync(change.Session, CancellationToken.None),
                SessionChange.Ended => await ends.IsReplacedLatelyAsync(change.Session, CancellationToken.None),
                _ => await ends.IsEndedLatelyAsync(change.Session, CancellationToken.None),
            };
        }
        catch (OutageException)
        {
            return false;
        }
    }
}
