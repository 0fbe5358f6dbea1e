using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using TokenExchange.Failures;
using TokenExchange.Gate;
using TokenExchange.Provider;
using TokenExchange.Sessions;

namespace TokenExchange.Login;

/// <summary>The transactions of one browser: a sealed cookie each, named by the state; five at most.</summary>
internal sealed partial class Transactions(CookieSeal seal, ProviderOptions provider, TimeProvider clock)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private const string Purpose = "__Host-te-tx";
    private const int MostOpen = 5;

    /// <summary>Contract: all our cookies together stay below 8 KB, separators included.</summary>
    private const int MostCharacters = 8 * 1024 - 64;

    /// <summary>With form_post the answer comes as a cross-site POST, which <c>Lax</c> cookies do not travel with.</summary>
    private SameSiteRule SameSite => provider.ResponseMode == ResponseMode.FormPost ? SameSiteRule.None : SameSiteRule.Lax;

    /// <summary>Keeps the transaction in the browser and drops others beyond five; the refusal when there is no room for one that another site began.</summary>
    public async Task<Failure?> AddAsync(HttpContext context, Transaction transaction)
    {
        var name = Name(transaction.State);
        var value = await seal.CloseAsync(Purpose, name, transaction, LoginJson.Default.Transaction, context.RequestAborted);
        if (await TrimAsync(context, name, value.Length, transaction.IsCrossSite) is { } noRoom)
        {
            return noRoom;
        }

        CookieJar.Of(context).Write(name, value, SameSite, Lifetime);
        return null;
    }

    /// <summary>The id of this browser as a login under way knows it; null when none is.</summary>
    public async Task<string?> BrowserAsync(HttpContext context)
    {
        foreach (var name in CookieJar.Of(context).Names.Where(name => CookieName().IsMatch(name)).Take(MostOpen).ToList())
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
        if (await OpenAsync(context, name) is not { } transaction || !Same(transaction.State, givenState))
        {
            CookieJar.Of(context).Delete(name, SameSite);
            return Catalogue.TransactionMissing;
        }

        if (clock.GetUtcNow().ToUnixTimeMilliseconds() < transaction.StartedAt + (long)Lifetime.TotalMilliseconds)
        {
            return transaction;
        }

        Drop(context, transaction);
        return Catalogue.TransactionExpired;
    }

    public void Drop(HttpContext context, Transaction transaction) => CookieJar.Of(context).Delete(Name(transaction.State), SameSite);

    /// <summary>
    /// Makes room: four others at most stay, and all our cookies together below 8 KB. Any site can begin logins in a browser, so those that one may have
    /// begun go first, then the oldest; and one that comes from another site takes the room of no login of the user's by its size.
    /// </summary>
    private async Task<Failure?> TrimAsync(HttpContext context, string coming, int length, bool isCrossSite)
    {
        var jar = CookieJar.Of(context);
        var room = MostCharacters - length - coming.Length - SessionCookies.Size(jar);
        var kept = 0;
        foreach (var (name, open, isOfUser) in await OpenOnesAsync(context, coming))
        {
            room -= CookieChunks.Names(name).Sum(jar.Size);
            var isTooMany = ++kept >= MostOpen;
            if (room < 0 && !isTooMany && isOfUser && isCrossSite)
            {
                return Catalogue.RateLimited with { RetryAfter = Lifetime, Reason = "Logins of this page leave no room for one that another site began." };
            }

            if (isTooMany || room < 0)
            {
                jar.Delete(name, SameSite);
            }
            else if (open is { IsOnly: true })
            {
                await RewriteAsync(context, name, open with { IsOnly = false });
            }
        }

        return null;
    }

    /// <summary>The other transactions of this browser, those first that stay longest.</summary>
    private async Task<IEnumerable<(string Name, Transaction? Open, bool IsOfUser)>> OpenOnesAsync(HttpContext context, string coming)
    {
        var names = CookieJar.Of(context).Names.Select(name => CookieName().Match(name)).Where(match => match.Success).Select(match => match.Groups[1].Value).Distinct().Take(50);
        var open = new List<(string Name, Transaction? Open, bool IsOfUser)>();
        foreach (var name in names.Where(name => name != coming).Reverse().ToList()) // browsers send the oldest first
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
            var value = await seal.CloseAsync(Purpose, name, transaction, LoginJson.Default.Transaction, context.RequestAborted);
            CookieJar.Of(context).Write(name, value, SameSite, left);
        }
    }

    private Task<Transaction?> OpenAsync(HttpContext context, string name) =>
        seal.OpenAsync(Purpose, name, CookieJar.Of(context).Read(name), LoginJson.Default.Transaction, context.RequestAborted);

    private static string Name(string state) => Purpose + "-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(state)).AsSpan(0, 4));

    private static bool Same(string expected, string given) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(given));

    [GeneratedRegex("^(__Host-te-tx-[0-9a-f]{8})(?:\\.[1-8])?$", RegexOptions.CultureInvariant)]
    private static partial Regex CookieName();
}
