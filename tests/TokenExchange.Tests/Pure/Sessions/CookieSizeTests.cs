using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using TokenExchange.Gate;
using TokenExchange.Provider;
using TokenExchange.Sessions;
using TokenExchange.SharedState;

namespace TokenExchange.Tests.Pure;

/// <summary>The cookies we cause stay below what servers and proxies take: past 8 KB of headers even a logout may be refused, until the cookies end.</summary>
public sealed class CookieSizeTests
{
    private const int Most = 8 * 1024;

    private readonly PaperVault _vault = new PaperVault().Put("a", new string('k', 44), TimeSpan.FromDays(1));
    private readonly DefaultHttpContext _context = new();

    public CookieSizeTests() => new PaperTelemetry(_vault.Clock).Begin(_context);

    [Theory]
    [InlineData(1_000, 1_000)]
    [InlineData(6_000, 2_000)]
    [InlineData(9_000, 9_000)]
    [InlineData(16_384, 16_384)]
    [InlineData(32_758, 10)]
    [InlineData(10, 32_758)]
    [InlineData(16_384, 16_385)]
    [InlineData(40_000, 10)]
    [InlineData(10, 40_000)]
    public async Task Both_cookies_together_fit_into_a_request_or_are_refused_and_neither_is_set(int accessToken, int refreshToken)
    {
        var cookies = Cookies();

        var given = await cookies.SealAsync(_context, Session(accessToken), Grant(refreshToken));
        if (given.Succeeded)
        {
            cookies.Give(_context, given.Value);
        }

        CookieJar.Of(_context).Send(_context.Response);
        Assert.Equal(given.Failure?.Code, accessToken + refreshToken > 32_768 ? "misconfigured" : null);
        Assert.InRange(_context.Response.Headers.SetCookie.Sum(line => line!.Split(';')[0].Length + 2), given.Succeeded ? 1 : 0, given.Succeeded ? Most : 0);
    }

    [Theory]
    [InlineData(10, 10)]
    [InlineData(3_500, 10)]
    [InlineData(9_000, 9_000)]
    public async Task Every_cookie_is_written_with_all_its_flags_also_when_it_is_cleared(int accessToken, int refreshToken)
    {
        await SetAsync(accessToken, refreshToken, isLogin: true);

        Assert.All(_context.Response.Headers.SetCookie, line => Assert.Matches(
            "^__Host-te-(session|refresh)(\\.[1-4])?=([A-Za-z0-9_.-]+; Max-Age=3600|; Max-Age=0); Path=/; Secure; HttpOnly; SameSite=Strict$", line));
        Assert.Equal(
            CookieChunks.Names("__Host-te-refresh").Concat(CookieChunks.Names("__Host-te-session")),
            _context.Response.Headers.SetCookie.Select(line => line!.Split('=')[0]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_shorter_value_clears_the_pieces_of_a_longer_one()
    {
        _context.Request.Headers.Cookie = "__Host-te-session.1=3.x; __Host-te-session.2=y; __Host-te-session.3=z";

        await SetAsync(10, 10);

        Assert.Equal(
            ["__Host-te-refresh", "__Host-te-session", "__Host-te-session.1", "__Host-te-session.2", "__Host-te-session.3"],
            _context.Response.Headers.SetCookie.Select(line => line!.Split('=')[0]).Order(StringComparer.Ordinal));
        Assert.Equal(3, _context.Response.Headers.SetCookie.Count(line => line!.Contains("=; Max-Age=0; Path=/; Secure; HttpOnly; SameSite=Strict", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_is_set_twice_in_one_answer_is_sent_once()
    {
        var cookies = Cookies();
        await cookies.TouchAsync(_context, Session(2_000));
        await cookies.TouchAsync(_context, Session(10));
        CookieJar.Of(_context).Send(_context.Response);

        Assert.Equal("__Host-te-session", Assert.Single(_context.Response.Headers.SetCookie)!.Split('=')[0]);
    }

    [Fact]
    public async Task The_cookies_that_every_login_clears_cost_less_than_a_kilobyte()
    {
        await SetAsync(10, 10, isLogin: true);

        Assert.InRange(_context.Response.Headers.SetCookie.Where(line => line!.Contains("Max-Age=0;", StringComparison.Ordinal)).Sum(line => line!.Length + "Set-Cookie: \r\n".Length), 1, 1024);
    }

    private async Task SetAsync(int accessToken, int refreshToken, bool isLogin = false)
    {
        var cookies = Cookies();
        cookies.Give(_context, (await cookies.SealAsync(_context, Session(accessToken), Grant(refreshToken))).Value!, isLogin);
        CookieJar.Of(_context).Send(_context.Response);
    }

    private static RefreshGrant Grant(int refreshToken) => new() { SessionId = "s", RefreshToken = Text(refreshToken), Generation = 0 };

    private SessionCookies Cookies()
    {
        var provider = new ProviderOptions
        {
            Authority = new Uri("https://issuer.example"),
            Issuer = "https://issuer.example",
            MetadataAddress = new Uri("https://issuer.example/.well-known/openid-configuration"),
            ClientId = "client",
            Credential = new CredentialOptions { Kind = "managed-identity" },
        };
        Assert.True(PublicOrigin.TryParse("https://app.example", allowLoopbackHttp: false, out var origin));
        var gate = new GateOptions { PublicOrigin = origin };
        var options = new SessionsOptions { KeySecretName = PaperVault.Name };
        var changes = new SessionChanges(new SessionEndings(new EndedSessions(options, _vault.Clock), null!, _vault.Clock), new RefreshHistory(_vault.Clock));
        var context = new SealContext(provider, gate);
        var keys = new SealKeys(_vault.Secrets, options, _vault.Clock);
        var seal = new CookieSeal(keys, context);
        var (secrets, telemetry) = (new TicketSeal(context), new PaperTelemetry(_vault.Clock));
        var tickets = new TicketStore(new MemorySharedState(_vault.Clock), secrets, _vault.Clock, telemetry.Logger<TicketStore>());
        var names = new CookieNames(options);
        var sessions = new SessionSeal(names, seal, secrets, tickets, _vault.Clock, telemetry.Logger<SessionSeal>());
        return new SessionCookies(names, seal, new OpenedSessions(names, seal, keys, options, _vault.Clock), sessions, changes, _vault.Clock);
    }

    private Session Session(int accessToken)
    {
        var now = _vault.Clock.GetUtcNow().ToUnixTimeSeconds();
        return new Session
        {
            Id = "s",
            Browser = "b",
            Subject = "u",
            Issuer = "https://issuer.example",
            Claims = [],
            AccessToken = Text(accessToken),
            AccessTokenExpires = now + 300,
            RenewAt = now + 240,
            StartedAt = now,
            EndsAt = now + 3600,
            LastSeen = now,
        };
    }

    private static string Text(int length) => Convert.ToHexString(RandomNumberGenerator.GetBytes((length + 1) / 2))[..length];
}
