using Microsoft.AspNetCore.Http;

namespace TokenExchange.Sessions;

/// <summary>
/// Cookies are written when a call begins and leave with its answer, minutes later if the upstream is slow. By then the session may have ended in this
/// browser, or another call may have brought it newer cookies: old ones would take their place.
/// </summary>
internal sealed class LateCookies(GrantMemory memory, Revocations revocations)
{
    /// <summary>Takes back what this answer would set, if it has become old.</summary>
    public async Task DropAsync(HttpContext context, Session session)
    {
        if (SessionCookies.WrittenAt(context) is { } writtenAt
            && (memory.HasChangedSince(session, writtenAt) || await revocations.IsRevokedAsync(session, context.RequestAborted)))
        {
            SessionCookies.Withdraw(context);
        }
    }
}
