using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using TokenExchange.Failures;
using TokenExchange.Gate;
using TokenExchange.Provider;
using TokenExchange.Sessions;

namespace TokenExchange.Login;

/// <summary>The transactions of one browser: a sealed cookie each, named by the state; five at most.</summary>
internal sealed class Transactions(CookieNames names, CookieSeal seal, SessionCookies sessions, ProviderOptions provider, TimeProvider clock)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private const int MostOpen = 5;

    /// <summary>With form_post the answer comes as a cross-site POST, which <c>Lax</c> cookies do not travel with.</summary>
    private SameSiteRule SameSite => provider.ResponseMode == ResponseMode.FormPost ? SameSiteRule.None : SameSiteRule.Lax;

    /// <summary>Keeps a transaction that was to be dropped: its login could not be completed yet.</summary>
    public void Keep(HttpContext context, Transaction transaction) => CookieJar.Of(context).Keep(Name(transaction.State));

    /// <summary>Keeps the transaction in the browser and drops others beyond five; the refusal when there is no room for it.</summary>
    public async Task<Failure?> AddAsync(HttpContext context, Transaction transaction)
    {
        var (jar, name) = (CookieJar.Of(context), Name(transaction.State));
        var value = await seal.CloseAsync(names.Transaction, name, transaction, LoginJson.Sealed.Transaction, context.RequestAborted);
        var size = CookieChunks.Size(name, value.Length);
        if (!transaction.IsCrossSite && size > RoomBeside(sessions.Size(jar)))
        {
            await sessions.ShrinkAsync(context);
        }

        var room = RoomBeside(sessions.Size(jar));
        if (size > (transaction.IsCrossSite ? CookieRoom.Reserve : room))
        {
            return transaction.IsCrossSite
                ? Catalogue.RateLimited.WithReason("The login that another site began is too long for the room that such logins have.") with { RetryAfter = Lifetime }
                : Catalogue.RequestInvalid.WithReason("The return path and the parameters of the login are too long for a cookie.");
        }

        foreach (var (other, open) in await TrimAsync(context, name, transaction.IsCrossSite ? int.MaxValue : room - size, CookieRoom.Reserve - (transaction.IsCrossSite ? size : 0)))
        {
            if (open is { IsOnly: true })
            {
                await RewriteAsync(context, other, open with { IsOnly = false });
            }
        }

        jar.Write(name, value, SameSite, Lifetime);
        return null;
    }

    /// <summary>A login completes: its transaction is dropped, and others that would leave no room for the new session.</summary>
    public async Task CompleteAsync(HttpContext context, Transaction transaction)
    {
        Drop(context, transaction);
        await TrimAsync(context, Name(transaction.State), RoomBeside(CookieRoom.Reserve), CookieRoom.Reserve);
    }

    /// <summary>The id of this browser as a login under way knows it; null when none is.</summary>
    public async Task<string?> BrowserAsync(HttpContext context)
    {
        foreach (var name in NamesOf(CookieJar.Of(context)).Take(MostOpen))
        {
            if (await OpenAsync(context, name) is { } open)
            {
                return open.Browser;
            }
        }

        return null;
    }

    /// <summary>The transaction of this state in this browser.</summary>
    public async Task<Outcome<Transaction>> FindAsync(HttpContext context, string givenState)
    {
        var name = Name(givenState);
        if (await OpenAsync(context, name) is not { } transaction)
        {
            CookieJar.Of(context).Delete(name, SameSite);
            return Catalogue.TransactionMissing.WithReason("This browser sent no cookie of a login with this state, or one that cannot be decrypted.");
        }

        if (!Same(transaction.State, givenState))
        {
            return Catalogue.TransactionMissing.WithReason("state does not match: got that of another login, expected that of this cookie."); // the transaction of another login, which this answer must not end
        }

        if (IsOpen(transaction))
        {
            return transaction;
        }

        Drop(context, transaction);
        return Catalogue.TransactionExpired.WithReason($"The login began more than {Lifetime.TotalMinutes:0} minutes ago.");
    }

    /// <summary>The return path of the transaction of this state in this browser, which is left as it is; null when there is none.</summary>
    public async Task<string?> ReturnPathAsync(HttpContext context, string state) =>
        await OpenAsync(context, Name(state)) is { } transaction && Same(transaction.State, state) && IsOpen(transaction) ? transaction.ReturnPath : null;

    public void Drop(HttpContext context, Transaction transaction) => CookieJar.Of(context).Delete(Name(transaction.State), SameSite);

    /// <summary>
    /// What the user's own transactions may take beside session cookies of this size, which may grow up to what tickets need. The reserve is for those that
    /// other sites begin: their navigations do not carry the session cookies, which are <c>SameSite=Strict</c>.
    /// </summary>
    private static int RoomBeside(int session) => CookieRoom.Most - CookieRoom.Reserve - (session == 0 ? 0 : Math.Max(session, CookieRoom.Reserve));

    /// <summary>
    /// Drops transactions beyond five, or beyond the room that they have. Any site can begin logins in a browser, so those that one may have begun go first,
    /// then the oldest; by their size they take no room of the user's own. Gives those that stay.
    /// </summary>
    private async Task<List<(string Name, Transaction? Open)>> TrimAsync(HttpContext context, string coming, int room, int roomOfOthers)
    {
        var jar = CookieJar.Of(context);
        var kept = new List<(string Name, Transaction? Open)>();
        foreach (var (name, open, isOfUser) in await OpenOnesAsync(context, coming))
        {
            var size = CookieChunks.Names(name).Sum(jar.Size);
            var left = isOfUser ? room -= size : roomOfOthers -= size;
            if (kept.Count + 1 >= MostOpen || left < 0)
            {
                jar.Delete(name, SameSite);
            }
            else
            {
                kept.Add((name, open));
            }
        }

        return kept;
    }

    /// <summary>The other transactions of this browser, those first that stay longest.</summary>
    private async Task<IEnumerable<(string Name, Transaction? Open, bool IsOfUser)>> OpenOnesAsync(HttpContext context, string coming)
    {
        var open = new List<(string Name, Transaction? Open, bool IsOfUser)>();
        foreach (var name in NamesOf(CookieJar.Of(context)).Take(50).Where(name => name != coming).Reverse()) // browsers send the oldest first
        {
            var transaction = await OpenAsync(context, name);
            open.Add((name, transaction, transaction is { IsCrossSite: false }));
        }

        return open.OrderByDescending(entry => entry.IsOfUser).ThenByDescending(entry => entry.Open?.StartedAt ?? 0);
    }

    /// <summary>A login that began alone has company now.</summary>
    private async Task RewriteAsync(HttpContext context, string name, Transaction transaction)
    {
        var left = DateTimeOffset.FromUnixTimeMilliseconds(transaction.StartedAt) + Lifetime - clock.GetUtcNow();
        if (left > TimeSpan.Zero)
        {
            var value = await seal.CloseAsync(names.Transaction, name, transaction, LoginJson.Sealed.Transaction, context.RequestAborted);
            CookieJar.Of(context).Write(name, value, SameSite, left);
        }
    }

    private bool IsOpen(Transaction transaction) => clock.GetUtcNow().ToUnixTimeMilliseconds() < transaction.StartedAt + (long)Lifetime.TotalMilliseconds;

    private async ValueTask<Transaction?> OpenAsync(HttpContext context, string name) => CookieJar.Of(context).Read(name) is { } value
        ? await seal.OpenAsync(names.Transaction, name, value, LoginJson.Sealed.Transaction, context.RequestAborted)
        : null;

    private string Name(string state) => names.Transaction + "-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(state)).AsSpan(0, 4));

    private static bool Same(string expected, string given) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(given));

    /// <summary>The transactions that the browser sent, by their whole names, in its order.</summary>
    private List<string> NamesOf(CookieJar jar) => [.. jar.Names.Select(names.TransactionOf).OfType<string>().Distinct()];
}
