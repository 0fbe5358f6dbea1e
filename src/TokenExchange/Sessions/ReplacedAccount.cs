using System.Text;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using TokenExchange.Failures;
using TokenExchange.SharedState;

namespace TokenExchange.Sessions;

/// <summary>
/// The account that a login replaces: its refresh token is revoked at the provider. At <c>callback</c> the cookie that holds it does not travel
/// (<c>SameSite=Strict</c>), so it is kept, sealed, from the moment at which the login begins.
/// </summary>
/// <remarks>
/// Only the token of <em>another</em> account. Providers revoke more than the one token (RFC 7009 section 2.1 wants the whole grant to end; Keycloak and
/// Auth0 end all of a user's sessions with the client), so after a step-up of the same user the new session would lose its refresh token too.
/// </remarks>
internal sealed class ReplacedAccount(
    CookieNames names, SessionCookies cookies, CookieSeal seal, SessionSeal sessions, ISharedState state, RefreshTokenRevocation refreshTokens, TimeProvider clock)
{
    /// <summary>How long a login waits for the revocation, which goes on by itself after that.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);

    /// <summary>Keeps what the browser holds now for the time that a login may take.</summary>
    public async Task KeepAsync(HttpContext context, Session session, TimeSpan lifetime)
    {
        if (await FromCookiesAsync(context, session) is { } account)
        {
            var value = await seal.CloseAsync(names.Refresh, Name(session.Browser), account, SessionJson.Default.AccountGrant, context.RequestAborted);
            await state.PutAsync(Key(session.Browser), Encoding.ASCII.GetBytes(value), lifetime, context.RequestAborted);
        }
    }

    /// <summary>What the browser holds, or held when the login began; null when that was nothing, or no refresh token.</summary>
    public async Task<AccountGrant?> FindAsync(HttpContext context, Session? session, string browser, bool mayHaveOthers) =>
        (session is null ? null : await FromCookiesAsync(context, session)) ?? (mayHaveOthers ? await FromStateAsync(browser) : null);

    /// <summary>Revokes the refresh token of the replaced account, now that the new session has begun. Never refuses the login.</summary>
    public async Task RevokeAsync(AccountGrant replaced, Session session, TimeSpan limit)
    {
        try
        {
            await state.DeleteAsync(Key(session.Browser), CancellationToken.None);
            if (replaced.Subject != session.Subject || replaced.Issuer != session.Issuer)
            {
                await refreshTokens.RevokeAsync(replaced.Grant).WaitAsync(limit < LongestWait ? limit : LongestWait, clock, CancellationToken.None);
            }
        }
        catch (Exception cause) when (cause is OutageException or TimeoutException)
        {
            // The revocation has a deadline of its own, and its failure a line in the log; what is kept expires.
        }
    }

    private async Task<AccountGrant?> FromCookiesAsync(HttpContext context, Session session) =>
        await cookies.ReadGrantAsync(context, session) is { } grant
            ? new AccountGrant { Subject = session.Subject, Issuer = session.Issuer, Grant = grant with { Ticket = null }, Payloads = [.. sessions.NamesOf(session, grant)] }
            : null;

    private async Task<AccountGrant?> FromStateAsync(string browser) =>
        await state.GetAsync(Key(browser), CancellationToken.None) is { Value: var value }
            ? await seal.OpenAsync(names.Refresh, Name(browser), Encoding.ASCII.GetString(value.Span).AsMemory(), SessionJson.Default.AccountGrant, CancellationToken.None)
            : null;

    /// <summary>Binds the sealed value to its place: it opens neither as a cookie nor for another browser.</summary>
    private static string Name(string browser) => "replaced account of " + browser;

    private static string Key(string browser) => $"replaced/{SessionEnd.HashOf(browser):x32}";
}

/// <summary>A refresh token and whose it is.</summary>
internal sealed record AccountGrant
{
    [JsonPropertyName("u")]
    public required string Subject { get; init; }

    [JsonPropertyName("o")]
    public required string Issuer { get; init; }

    [JsonPropertyName("g")]
    public required RefreshGrant Grant { get; init; }

    /// <summary>The names of what the tickets of its session stand for.</summary>
    [JsonPropertyName("k")]
    public IReadOnlyList<string> Payloads { get; init; } = [];

    public override string ToString() => $"{nameof(AccountGrant)} {{ *** }}";
}
