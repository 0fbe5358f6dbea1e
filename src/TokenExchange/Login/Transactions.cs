using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using TokenExchange.Failures;
using TokenExchange.Provider;
using TokenExchange.Sessions;
using TokenExchange.SharedState;

namespace TokenExchange.Login;

/// <summary>The transactions of one browser: a sealed cookie each, named by the state; five at most; each used once.</summary>
internal sealed partial class Transactions(CookieSeal seal, ISharedState state, ProviderOptions provider, TimeProvider clock)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private const string Purpose = "__Host-te-tx";
    private const int MostOpen = 5;

    /// <summary>Contract: all our cookies together stay below 8 KB, separators included.</summary>
    private const int MostCharacters = 8 * 1024 - 64;

    /// <summary>With form_post the answer comes as a cross-site POST, which <c>Lax</c> cookies do not travel with.</summary>
    private SameSiteRule SameSite => provider.ResponseMode == ResponseMode.FormPost ? SameSiteRule.None : SameSiteRule.Lax;

    /// <summary>Keeps the transaction in the browser and drops the oldest ones beyond five.</summary>
    public async Task AddAsync(HttpContext context, Transaction transaction)
    {
        var name = Name(transaction.State);
        var value = await seal.CloseAsync(Purpose, name, transaction, LoginJson.Default.Transaction, context.RequestAborted);
        await TrimAsync(context, name, value.Length);
        CookieJar.Of(context).Write(name, value, SameSite, Lifetime);
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

    /// <summary>Takes the one use of the transaction; false when it was used before, with this cookie or a copy of it.</summary>
    public Task<bool> ClaimAsync(Transaction transaction, CancellationToken cancellationToken) =>
        state.PutIfAbsentAsync(ClaimKey(transaction), new byte[] { 1 }, Lifetime, cancellationToken);

    /// <summary>Gives the use back after an outage that came before an answer, so that the page may try again.</summary>
    public Task ReleaseAsync(Transaction transaction) => state.DeleteAsync(ClaimKey(transaction), CancellationToken.None);

    public void Drop(HttpContext context, Transaction transaction) => CookieJar.Of(context).Delete(Name(transaction.State), SameSite);

    /// <summary>Drops the oldest ones beyond five, or beyond what all our cookies together may be: any site can begin logins in a browser.</summary>
    private async Task TrimAsync(HttpContext context, string coming, int length)
    {
        var jar = CookieJar.Of(context);
        var names = jar.Names.Select(name => CookieName().Match(name)).Where(match => match.Success).Select(match => match.Groups[1].Value).Distinct().Take(50);
        var open = new List<(string Name, long StartedAt)>();
        foreach (var name in names.Where(name => name != coming).ToList())
        {
            open.Add((name, (await OpenAsync(context, name))?.StartedAt ?? 0));
        }

        var room = MostCharacters - length - coming.Length - jar.Names.Where(name => !CookieName().IsMatch(name)).Sum(name => jar.Size(name));
        var kept = 0;
        foreach (var (name, _) in open.AsEnumerable().Reverse().OrderByDescending(entry => entry.StartedAt)) // browsers send the oldest first
        {
            room -= CookieChunks.Names(name).Sum(jar.Size);
            if (++kept >= MostOpen || room < 0)
            {
                jar.Delete(name, SameSite);
            }
        }
    }

    private Task<Transaction?> OpenAsync(HttpContext context, string name) =>
        seal.OpenAsync(Purpose, name, CookieJar.Of(context).Read(name), LoginJson.Default.Transaction, context.RequestAborted);

    private static string Name(string state) => Purpose + "-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(state)).AsSpan(0, 4));

    private static string ClaimKey(Transaction transaction) =>
        "transaction/" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(transaction.State)));

    private static bool Same(string expected, string given) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(given));

    [GeneratedRegex("^(__Host-te-tx-[0-9a-f]{8})(?:\\.[1-8])?$", RegexOptions.CultureInvariant)]
    private static partial Regex CookieName();
}
